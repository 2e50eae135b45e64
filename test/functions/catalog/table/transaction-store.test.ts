import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commit, create } from '../../../../functions/catalog/table/transaction-store.ts';
import { Conflict } from '../../../../functions/kernel/meterline-error.ts';
import { documents } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const dynamo = mockClient(documents);
beforeEach(() => {
  vi.stubEnv('CATALOG_TABLE', 'catalog');
  dynamo.reset();
});
afterEach(() => vi.unstubAllEnvs());

const write = (code: string) => ({
  item: create({ pk: code, sk: code }, {}),
  refusal: () => new Conflict(code, code),
});
const both = () => commit(write('first_exists'), write('second_exists'));

describe('a transaction', () => {
  it('refused by a condition throws what that condition means', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));
    await expect(both()).rejects.toMatchObject({ code: 'second_exists' });
    expect(dynamo.calls()).toHaveLength(1);
  });

  it('that met another one is tried again', async () => {
    dynamo.on(TransactWriteCommand).rejectsOnce(cancelled('TransactionConflict', 'None')).resolves({});
    await both();
    expect(dynamo.calls()).toHaveLength(2);
  });

  it('that meets others five times gives up, and says that it can be sent again', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('None', 'TransactionConflict'));
    await expect(both()).rejects.toMatchObject({ code: 'catalog_busy', kind: 'unavailable', retryable: true });
    expect(dynamo.calls()).toHaveLength(5);
  });

  it('that DynamoDB finds faulty is not tried again', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('ValidationError', 'None'));
    await expect(both()).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(dynamo.calls()).toHaveLength(1);
  });
});
