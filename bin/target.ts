import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CalledWrongly } from './called-wrongly.ts';

/** The HTTP API of a stack. */
export interface Target {
  /** With the stage: `https://…/v1`. */
  readonly url: string;
  readonly key: string;
}

/** `parseArgs` options of every command that calls the API, and what its usage says of them. */
export const targetOptions = { url: { type: 'string' }, key: { type: 'string' } } as const;
export const targetUsage = `  --url <url>            the API with its stage, https://…/v1    METERLINE_URL
  --key <key>            an API key with the scope admin         METERLINE_KEY
  Without both, the local stack (npm run local up).`;

const outputsSchema = z.object({ apiUrl: z.string(), adminKey: z.string() });

/** What `--url` and `--key` say, else METERLINE_URL and METERLINE_KEY, else the local stack.
 *  @throws CalledWrongly for one of the two without the other: the local stack is not what was meant */
export const targetOf = async (given: {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
}): Promise<Target> => {
  const url = given.url ?? process.env.METERLINE_URL;
  const key = given.key ?? process.env.METERLINE_KEY;
  if (url !== undefined && key !== undefined) return { url: url.replace(/\/$/, ''), key };
  if (url !== undefined) throw new CalledWrongly(`There is no key for ${url}: add --key or METERLINE_KEY.`);
  if (key !== undefined)
    throw new CalledWrongly('There is a key, but no API to use it on: add --url or METERLINE_URL.');
  return localTarget();
};

const localTarget = async (): Promise<Target> => {
  const file = new URL('../localstack/.run/outputs.json', import.meta.url);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new CalledWrongly('No local stack is up: add --url and --key, or start it.');
  const local = outputsSchema.parse(JSON.parse(text));
  return { url: `${local.apiUrl}/v1`, key: local.adminKey };
};
