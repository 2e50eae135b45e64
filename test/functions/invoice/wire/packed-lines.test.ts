import { describe, expect, it } from 'vitest';
import { packLines, unpackLines } from '../../../../functions/invoice/wire/packed-lines.ts';

const of = (count: number) => ({
  id: 'inv_1',
  lines: Array.from({ length: count }, (_, index) => ({
    id: `line_${index}`,
    description: 'Transcoded minutes',
    amount: '268.00',
  })),
});

describe('lines of an invoice in an item of at most 400 KB', () => {
  it('a few are stored as they are', () => {
    expect(packLines(of(3))).toEqual(of(3));
    expect(unpackLines(of(3))).toEqual(of(3));
  });

  it('20,000, 1.5 MB of JSON, take less than a tenth, and are read back', () => {
    const packed = packLines(of(20_000));
    expect('lines' in packed).toBe(false);
    const bytes =
      'packedLines' in packed && packed.packedLines instanceof Uint8Array ? packed.packedLines.byteLength : 0;
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(150_000);
    expect(unpackLines(packed)).toEqual(of(20_000));
  });
});
