import { describe, expect, it } from 'vitest';
import { apiBase, readSession } from '../../dashboard/portal/session.ts';
import { customerId } from '../../functions/kernel/ids.ts';
import { parseInstant } from '../../functions/kernel/instant.ts';
import { signPortalToken } from '../../functions/platform/http/portal-token.ts';

describe('the page reads whose link it is', () => {
  it('from the very token that the API signs', async () => {
    const grant = {
      customerId: customerId('cust_8821'),
      issuedAt: parseInstant('2026-10-03T12:00:00Z'),
      expiresAt: parseInstant('2026-10-03T13:00:00Z'),
    };
    const token = await signPortalToken(
      grant,
      new TextEncoder().encode('a secret of forty-three characters, at least'),
    );
    expect(readSession(`#token=${token}`)).toEqual({
      ...{ token, customerId: 'cust_8821', expiresAt: Date.parse('2026-10-03T13:00:00Z') },
    });
  });

  it.each(['', '#', '#token=', '#token=a.b.c', '#token=a.bnVsbA.c', '#token=a.e30.c', '#other=1'])(
    'and takes %j for no link',
    (hash) => {
      expect(readSession(hash)).toBeUndefined();
    },
  );
});

it.each([
  ['/v1/portal', '/v1'],
  ['/v1/portal/', '/v1'],
  ['/_aws/execute-api/abc/v1/portal', '/_aws/execute-api/abc/v1'],
  ['/portal', ''],
])('the API of %s is at %j', (pathname, base) => {
  expect(apiBase(pathname)).toBe(base);
});
