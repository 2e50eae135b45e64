/** The page is embeddable anywhere (the policy says so) and needs nothing of the browser; its address holds a token,
 *  so it names itself to nobody.
 *  @param policy Content-Security-Policy, made by the build from the page's own code */
export const pageHeaders = (policy: string): Readonly<Record<string, string>> => ({
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'cache-control': 'no-cache',
});
