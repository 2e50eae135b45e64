/** The headers of the portal's page. It may be embedded anywhere, as its policy says, and needs no camera or the like. Its address
 *  holds a token, so the browser must not tell it to anybody as a referrer.
 *  @param policy Content-Security-Policy, made by the build from the page's own code */
export const pageHeaders = (policy: string): Readonly<Record<string, string>> => ({
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'cache-control': 'no-cache',
});
