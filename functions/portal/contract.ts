/** What the build of `dashboard/` puts beside the function's code. */
export const pageFiles = { page: 'portal.html', policy: 'portal.csp' } as const;

/** How long a link may be valid: a day. The secret that has signed it has to be known for longer than that. */
export const longestLinkMinutes = 1440;

/** The OpenAPI document, which the synthesis of the stack puts there as well. */
export const openApiFile = 'openapi.json';

/** Stands in that file for the API's address, which is known only where the function runs. */
export const serverPlaceholder = 'https://meterline.invalid/v1';
