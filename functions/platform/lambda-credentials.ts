import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Stands in every bundle for the package `@aws-sdk/credential-provider-node` (see `lib/stage/bundle.ts`). Lambda
 *  hands its credentials out in the environment, so that profiles, single sign-on and metadata services would be a
 *  tenth of a megabyte that no function ever asks. */
export const defaultProvider = fromEnv;
