/** What the build of `dashboard/` puts beside the function's code. */
export const pageFiles = { page: 'portal.html', policy: 'portal.csp' } as const;
