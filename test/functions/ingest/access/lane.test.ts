import { describe, expect, it } from 'vitest';
import { authorizationForm, laneName, lanes } from '../../../../functions/ingest/access/access-contract.ts';
import { keyText } from '../../../../functions/ingest/access/api-key.ts';
import { laneOf } from '../../../../functions/ingest/access/lane.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { fromMilliseconds } from '../../../../functions/kernel/instant.ts';
import { signPortalToken } from '../../../../functions/platform/http/portal-token.ts';

describe('a lane', () => {
  it.each([
    ['key', 16],
    ['portal', 4],
  ] as const)('each of the lanes for a %s is used about as much as the others: %i', (kind, count) => {
    const ids = Array.from({ length: 1_600 }, (_, at) => `id_${at}`);
    const used = ids.map((id) => laneOf(kind, id, 'stack'));
    expect(lanes[kind]).toBe(count);
    expect([...new Set(used)].toSorted()).toEqual(
      Array.from({ length: count }, (_, at) => laneName('stack', kind, at)).toSorted(),
    );
    for (const lane of new Set(used)) {
      const share = used.filter((one) => one === lane).length / (1_600 / count);
      expect(share).toBeGreaterThan(0.7);
      expect(share).toBeLessThan(1.3);
    }
  });

  it('is always the same one for a key, and those of a link are others', () => {
    expect(laneOf('key', 'key_1', 'stack')).toBe(laneOf('key', 'key_1', 'stack'));
    expect(laneOf('portal', 'key_1', 'stack')).toMatch(/^stack-portal-[0-3]$/);
  });
});

describe('what API Gateway hands to the authorizer at all', () => {
  const form = new RegExp(authorizationForm);
  const token = signPortalToken(
    { customerId: customerId('c'.repeat(200)), issuedAt: fromMilliseconds(0), expiresAt: fromMilliseconds(1_000) },
    new Uint8Array(32),
  );

  it('every key that is made, the first one, and every token of a link', async () => {
    const keys = [keyText(new Uint8Array(32)), keyText(new Uint8Array(32).fill(255)), 'a'.repeat(43), await token];
    for (const key of keys) {
      for (const header of [`Bearer ${key}`, `bearer   ${key} `]) expect(header).toMatch(form);
    }
  });

  it.each([
    '',
    'Bearer',
    'Bearer ml_short',
    `Basic ${'a'.repeat(43)}`,
    'a'.repeat(43),
    `Bearer ${'a'.repeat(43)} b`,
    `Bearer ${'a'.repeat(101)}`,
    `Bearer ${'a'.repeat(42)}é`,
    `Bearer ${'a'.repeat(42)}\n`,
    'Bearer a.b',
    'Bearer a.b.c.d',
    `Bearer a.${'b'.repeat(2_001)}.c`,
    `Bearer KEY#${'a'.repeat(43)}`,
  ])('not %j', (header) => {
    expect(header).not.toMatch(form);
  });
});
