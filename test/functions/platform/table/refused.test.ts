import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import {
  cancellationOf,
  conditionHeld,
  refusalOf,
  unlessRefused,
} from '../../../../functions/platform/table/refused.ts';

const about = { $metadata: {}, message: 'no' };
const inTheWay = { pk: { S: 'INVOICE#1' } };
const refused = () => Promise.reject(new ConditionalCheckFailedException({ ...about, Item: inTheWay }));
const broken = () => Promise.reject(new TypeError('broken'));

describe('a conditional write: its condition did not hold', () => {
  it('is an outcome, no error', async () => {
    await expect(unlessRefused(refused())).resolves.toBeUndefined();
    await expect(conditionHeld(refused())).resolves.toBe(false);
    await expect(refusalOf(refused())).resolves.toMatchObject({ Item: inTheWay });
  });

  it('what was written is answered', async () => {
    await expect(unlessRefused(Promise.resolve({ Attributes: { n: 1 } }))).resolves.toEqual({ Attributes: { n: 1 } });
    await expect(conditionHeld(Promise.resolve({}))).resolves.toBe(true);
    await expect(refusalOf(Promise.resolve({}))).resolves.toBeUndefined();
  });

  it('any other error goes on', async () => {
    await expect(unlessRefused(broken())).rejects.toThrow('broken');
    await expect(conditionHeld(broken())).rejects.toThrow('broken');
    await expect(refusalOf(broken())).rejects.toThrow('broken');
  });
});

describe('a transaction that was cancelled', () => {
  const cancelled = (...codes: readonly (string | undefined)[]) =>
    Promise.reject(
      new TransactionCanceledException({ ...about, CancellationReasons: codes.map((Code) => ({ Code })) }),
    );

  it('says why, action by action', async () => {
    const cancellation = await cancellationOf(cancelled('None', 'ConditionalCheckFailed', undefined));
    expect(cancellation?.codes).toEqual(['None', 'ConditionalCheckFailed', 'None']);
    expect(cancellation?.error).toBeInstanceOf(TransactionCanceledException);
  });

  it('written: there is nothing to say', async () => {
    await expect(cancellationOf(Promise.resolve({}))).resolves.toBeUndefined();
  });

  it('any other error goes on', async () => {
    await expect(cancellationOf(broken())).rejects.toThrow('broken');
    await expect(cancellationOf(refused())).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  });
});
