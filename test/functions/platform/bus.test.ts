import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { announce } from '../../../functions/platform/bus.ts';
import { mockClient } from '../../support/mock-client.ts';

const bus = mockClient(EventBridgeClient);
const news = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ type: 'a.b', id: `id_${n}`, detail: { n } }));
const entries = () => bus.commandCalls(PutEventsCommand).map(({ args: [{ input }] }) => input.Entries ?? []);

beforeEach(() => {
  bus.reset();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
  vi.stubEnv('BUS_NAME', 'the-bus');
});

describe('an announcement', () => {
  it('names its stage, its type, and the id by which a repeat is told from news', async () => {
    await announce('meter', news(1));
    expect(entries()).toEqual([
      [
        {
          EventBusName: 'the-bus',
          Source: 'meterline.meter',
          DetailType: 'a.b',
          Detail: JSON.stringify({ eventId: 'id_0', n: 0 }),
        },
      ],
    ]);
  });

  it('10 go in a call, all arrive, and none is no call', async () => {
    await announce('meter', news(21));
    expect(entries().map((call) => call.length)).toEqual([10, 10, 1]);
    bus.resetHistory();
    await announce('meter', []);
    expect(entries()).toEqual([]);
  });

  it('that the bus did not take is an error that a retry can mend', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1 });
    await expect(announce('meter', news(2))).rejects.toMatchObject({ code: 'bus_refused', retryable: true });
  });
});
