/** What the signed link opens. The API checks the token; here it is only read. */
export interface Session {
  readonly token: string;
  readonly customerId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const json = (base64url: string): unknown => {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
};

/** @param hash a page's fragment, `#token=<JWT>`
 *  @returns undefined when there is no readable token */
export const readSession = (hash: string): Session | undefined => {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';
  const [, payload = ''] = token.split('.');
  try {
    const claims = json(payload);
    if (typeof claims !== 'object' || claims === null || !('sub' in claims) || !('exp' in claims)) return undefined;
    if (typeof claims.sub !== 'string' || typeof claims.exp !== 'number') return undefined;
    return { token, customerId: claims.sub, expiresAt: claims.exp * 1000 };
  } catch {
    return undefined;
  }
};

/** The API lies where the page does: `…/v1/portal` → `…/v1`. */
export const apiBase = (pathname: string): string => pathname.replace(/\/portal\/?$/, '');
