import { describe, expect, it } from 'vitest';
import { eventually } from '../../../localstack/api-client.ts';
import { breakConsumer } from '../../../localstack/deploy/consumer-outage.ts';
import { newMeter, recently } from '../metering.ts';
import { api, endpoint, fresh, ok } from '../stack.ts';

describe('a consumer that fails after its claims and before its commit', () => {
  it('has counted nothing; its events are taken over and counted once', async () => {
    const meter = await newMeter();
    const { at, from, to } = recently();
    const customer = fresh('cust');
    const batch = Array.from({ length: 30 }, (_, n) => meter.event(customer, `e${n}_${customer}`, '2', at));
    const mend = await breakConsumer(endpoint);
    try {
      ok(await api.post('/events', batch));
      await eventually('the events are claimed', async () => {
        const { body } = await api.post('/events', batch);
        return body.accepted === 0 ? true : undefined;
      });
      expect(await meter.total(customer, from, to)).toBe('0');
    } finally {
      await mend();
    }
    expect(await meter.counted(customer, from, to, '60')).toBe('60');
  });
});
