import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { MessageRejected, SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { customerToWire } from '../../../functions/catalog/customer/customer-wire.ts';
import { metrics } from '../../../functions/platform/metrics.ts';
import { documents } from '../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../support/mock-client.ts';
import { customerOf } from '../collect/overdue.ts';
import { lambdaContext } from '../platform/http-event.ts';

vi.hoisted(() => {
  process.env.IDEMPOTENCY_TABLE = 'idempotency';
  process.env.CATALOG_TABLE = 'catalog';
  process.env.SENDER_EMAIL = 'billing@acme.example';
  process.env.SELLER_NAME = 'Acme Inc.';
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'mail';
});
const { handler } = await import('../../../functions/notify/mail.handler.ts');

const ses = mockClient(SESClient);
const tables = mockClient(documents);
const remembered = mockClient(DynamoDBClient);
const kept = new Map<string, string>();
const counted = vi.spyOn(metrics, 'addMetric').mockReturnValue(metrics);
vi.spyOn(metrics, 'publishStoredMetrics').mockReturnValue(metrics);

const announcement = (eventId: string) => ({
  version: '0',
  id: Math.random().toString(),
  source: 'meterline.collect',
  account: '000000000000',
  time: '2026-11-01T01:00:00Z',
  region: 'us-east-1',
  resources: [],
  'detail-type': 'invoice.uncollectible',
  detail: {
    eventId,
    ...{ invoiceId: 'inv_1', customerId: 'cust_8821', number: 'INV-000001', amountDue: '268.00', currency: 'USD' },
    at: '2026-11-15T01:00:00.000Z',
  },
});

/** The idempotency table: a key is taken until its first delivery failed. */
beforeEach(() => {
  ses.reset();
  kept.clear();
  counted.mockClear();
  ses.on(SendEmailCommand).resolves({ MessageId: 'm1' });
  tables.on(GetCommand).resolves({ Item: customerToWire(customerOf('pm_sim_ok')) });
  remembered.on(PutItemCommand).callsFake(({ Item }) => {
    if (kept.has(Item.id.S)) {
      const taken = { ...Item, status: { S: kept.get(Item.id.S) ?? '' } };
      throw new ConditionalCheckFailedException({ message: 'taken', $metadata: {}, Item: taken });
    }
    kept.set(Item.id.S, 'INPROGRESS');
    return {};
  });
  remembered.on(UpdateItemCommand).callsFake(({ Key }) => {
    kept.set(Key.id.S, 'COMPLETED');
    return {};
  });
  remembered.on(DeleteItemCommand).callsFake(({ Key }) => {
    kept.delete(Key.id.S);
    return {};
  });
});

const mails = () => ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);

describe('mail: one for each announcement', () => {
  it('goes from the seller to the customer, as text and as HTML', async () => {
    await handler(announcement('e1'), lambdaContext);
    expect(mails()).toEqual([
      {
        Source: 'billing@acme.example',
        Destination: { ToAddresses: ['billing@clip.example'] },
        Message: {
          Subject: { Data: 'Unpaid: $268.00 for invoice INV-000001', Charset: 'UTF-8' },
          Body: {
            Text: { Data: expect.stringContaining('Acme Inc.'), Charset: 'UTF-8' },
            Html: { Data: expect.stringContaining('<p>Acme Inc.</p>'), Charset: 'UTF-8' },
          },
        },
      },
    ]);
    expect(counted).toHaveBeenCalledExactlyOnceWith('MailsSent', 'Count', 1);
  });

  it('goes in the language that the customer has', async () => {
    tables.on(GetCommand).resolves({ Item: { ...customerToWire(customerOf('pm_sim_ok')), locale: 'de-AT' } });
    await handler(announcement('e1'), lambdaContext);
    expect(mails()[0]?.Message?.Subject?.Data).toMatch(/^Unbezahlt: \$\s268,00 für Rechnung INV-000001$/);
    expect(mails()[0]?.Message?.Body?.Html?.Data).toContain('<html lang="de-AT">');
  });

  it('goes once, however often the announcement is delivered, and again for another one', async () => {
    await handler(announcement('e1'), lambdaContext);
    await handler(announcement('e1'), lambdaContext);
    expect(mails()).toHaveLength(1);
    await handler(announcement('e2'), lambdaContext);
    expect(mails()).toHaveLength(2);
  });

  it('is tried again when it could not be sent', async () => {
    ses
      .on(SendEmailCommand)
      .rejectsOnce(new MessageRejected({ message: 'not verified', $metadata: {} }))
      .resolves({ MessageId: 'm1' });
    await expect(handler(announcement('e1'), lambdaContext)).rejects.toThrow('not verified');
    await handler(announcement('e1'), lambdaContext);
    expect(mails()).toHaveLength(2);
    expect(counted).toHaveBeenCalledOnce();
  });

  it('a customer without an address is counted, and is no error', async () => {
    tables.on(GetCommand).resolves({ Item: { ...customerToWire(customerOf('pm_sim_ok')), email: null } });
    await handler(announcement('e1'), lambdaContext);
    expect(mails()).toEqual([]);
    expect(counted).toHaveBeenCalledExactlyOnceWith('MailsWithoutAddress', 'Count', 1);
  });

  it('an announcement without an id is refused, since it could not be told from a repeat', async () => {
    const { eventId: _, ...detail } = announcement('e1').detail;
    await expect(handler({ ...announcement('e1'), detail }, lambdaContext)).rejects.toThrow();
    expect(mails()).toEqual([]);
  });
});
