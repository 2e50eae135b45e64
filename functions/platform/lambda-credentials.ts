import { fromEnv } from '@aws-sdk/credential-provider-env';

/** What a bundle has for the package `@aws-sdk/credential-provider-node` (`lib/bundle.ts`): Lambda gives its credentials in
 *  the environment. Profiles, single sign-on and metadata services are a tenth of a megabyte that no function asks. */
export const defaultProvider = fromEnv;
