/** The ARN of the secret that signs links. The authorizer reads the same one. */
export const secretVariable = 'PORTAL_SECRET';

/** What the build of `dashboard/` puts beside the function's code. */
export const pageFiles = { page: 'portal.html', policy: 'portal.csp' } as const;
