import { join } from 'node:path';
import { root } from './places.ts';

export const region = 'us-east-1';
/** The account that every emulator has. */
export const account = '000000000000';

/** Node 20 is supported: the SDK's warning about it is of no use to who runs this. */
const noNodeWarning = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
Object.assign(process.env, noNodeWarning);

/** The caller's environment without anything that could point at a real AWS account. */
export const withoutAws = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('AWS_') && !name.startsWith('CDK_'));
  return { ...Object.fromEntries(kept), ...noNodeWarning };
};

/** For the CDK's command line and whatever else talks to the emulator. */
export const awsAt = (endpoint: string): NodeJS.ProcessEnv => ({
  ...withoutAws(process.env),
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  // cdk.json's app is run with the project's own tsx.
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(':'),
});

/** Options of every SDK client that works on the local stack. */
export const clientAt = (endpoint: string) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
