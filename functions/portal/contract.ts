/** The secret that signs links: the ARN. The authorizer reads the same one. */
export const secretVariable = 'PORTAL_SECRET';

/** What the build of `dashboard/` puts beside the function's code. */
export const pageFiles = { page: 'portal.html', policy: 'portal.csp' } as const;
