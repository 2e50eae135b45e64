import { describe, expect, it } from 'vitest';
import { bearerOf, keyHash, keyText } from '../../../../functions/ingest/access/api-key.ts';

describe('an API key', () => {
  it('is all of its 256 random bits as text', () => {
    const random = Uint8Array.from({ length: 32 }, (_, n) => n * 7);
    expect(Buffer.from(keyText(random).slice(3), 'base64url')).toEqual(Buffer.from(random));
    expect(keyText(random)).toMatch(/^ml_[\w-]{43}$/);
  });

  it('is stored as its SHA-256', () => {
    expect(keyHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the credential is what follows Bearer', () => {
  it.each([
    ['Bearer ml_abc', 'ml_abc'],
    ['bearer ml_abc', 'ml_abc'],
    ['Bearer   ml_abc ', 'ml_abc'],
    ['ml_abc', undefined],
    ['Basic bWxfYWJj', undefined],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearer a b', undefined],
    ['', undefined],
  ])('"%s": %s', (header, credential) => {
    expect(bearerOf(header)).toBe(credential);
  });
});
