/** ARN of the secret that holds the first API key. */
export const adminKeyVariable = 'ADMIN_KEY_SECRET';

/** ARN of the secret that signs portal links. */
export const portalSecretVariable = 'PORTAL_SECRET';
