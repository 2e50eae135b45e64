import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../../functions/invoice/evidence/evidence.handler.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { issue } from '../../../../functions/invoice/issue/issue.ts';
import { lateAdjustment } from '../../../../functions/invoice/late/late-adjustment.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal, exactDecimal, plain, sum } from '../../../../functions/money/decimal.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { plainMetered } from '../../../../functions/rate/metered.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { BillingWorld } from '../billing-world.ts';
import { drafted, minutes, planOf, seller, subscription, support } from '../transcoding.ts';

const at = parseInstant('2026-11-01T01:02:00Z');
const event = (id: string, quantity: string) => ({
  ...{ kind: 'event', id, source: 'transcoder', type: 'transcoding.completed', quantity },
  ...{ time: parseInstant('2026-10-03T14:11:09.120Z'), ingestedAt: at },
});
const counted = [event('req_1', '3000'), event('=cmd()', '500'), event('a "b", c', '-100')];
const asked = vi.hoisted(
  (): { period?: unknown; lateAfter?: unknown; limits: number[]; copies: number; next: unknown } => ({
    limits: [],
    copies: 1,
    next: null,
  }),
);

vi.mock('../../../../functions/catalog/meter/meter-store.ts', () => ({
  requireMeter: async (key: string) => ({ key }),
}));
vi.mock('../../../../functions/meter/find/evidence-service.ts', () => ({
  evidence: async (
    _: string,
    __: unknown,
    period: unknown,
    page: { limit: number; cursor?: string },
    late?: string,
  ) => {
    asked.lateAfter = late;
    asked.period = period;
    asked.limits.push(page.limit);
    const from = Number(page.cursor ?? 0);
    const events = Array.from({ length: asked.copies }, () => counted.slice(from, from + 2)).flat();
    return { events, nextCursor: from + 2 < counted.length ? String(from + 2) : null };
  },
}));

vi.mock('../../../../functions/invoice/evidence/evidence-rows-service.ts', async (original) => ({
  ...(await original<typeof import('../../../../functions/invoice/evidence/evidence-rows-service.ts')>()),
  evidenceRows: async (_: unknown, __: unknown, place: unknown) => ({
    rows: Array.from({ length: asked.copies }, () => counted)
      .flat()
      .map(({ quantity, ...row }) => ({ ...row, quantity: decimal(quantity), counted: decimal(quantity) })),
    next: place === null ? asked.next : null,
  }),
}));

const open: Invoice = { ...drafted(planOf(minutes, support)), status: 'open', number: 'INV-000001', issuedAt: at };
const reader: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };

const ask = async (line: string, query = '', headers: Record<string, string> = {}, caller: Caller = reader) => {
  const route = `GET /invoices/{invoiceId}/lines/{lineId}/events?${query}`;
  const parameters = { invoiceId: open.id, lineId: line };
  return handler(httpEvent({ route, caller, parameters, headers }), lambdaContext);
};

beforeEach(() => {
  new BillingWorld().keepInvoice(open);
  asked.copies = 1;
  asked.next = null;
  asked.limits = [];
});

describe('the events behind a line', () => {
  it('as pages, beside the quantity that they add up to', async () => {
    const first = JSON.parse((await ask('line_1', 'limit=2')).body);
    const second = JSON.parse((await ask('line_1', `limit=2&cursor=${first.nextCursor}`)).body);
    expect(first).toMatchObject({ meter: 'transcoding_minutes', lineQuantity: '3400' });
    expect(second.nextCursor).toBeNull();
    const quantities: string[] = [...first.data, ...second.data].map(({ quantity }) => quantity);
    expect(plain(sum(quantities.map(exactDecimal)))).toBe('3400');
    expect([asked.period, asked.lateAfter]).toEqual([open.period, undefined]);
  });

  it('of an adjustment: the late ones of its period that met the watermark before', async () => {
    const change = {
      closedThrough: subscription.period.end,
      before: plainMetered(decimal('3400')),
      after: plainMetered(decimal('3500')),
    };
    const adjustments = open.lines.slice(0, 1).flatMap((line) => lateAdjustment(open, line, change));
    const made = drafted(planOf(), '0', { adjustments, billedFees: [] });
    new BillingWorld().keepInvoice(issue(made, { number: 'INV-000002', buyer: made.buyer, seller, at }));
    const { lineQuantity } = JSON.parse((await ask('line_1')).body);
    expect([lineQuantity, asked.period, asked.lateAfter]).toEqual(['100', open.period, subscription.period.end]);
  });

  it.each([
    ['format=csv', {}],
    ['', { accept: 'text/csv' }],
  ])('as one document of all events: ?%s %j', async (query, headers) => {
    const answer = await ask('line_1', query, headers);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="INV-000001-line_1.csv"',
    });
    expect(answer.body.split('\r\n')).toEqual([
      'time,source,id,type,quantity,ingested_at,kind,counted',
      '2026-10-03T14:11:09.120Z,transcoder,req_1,transcoding.completed,3000,2026-11-01T01:02:00.000Z,event,3000',
      "2026-10-03T14:11:09.120Z,transcoder,'=cmd(),transcoding.completed,500,2026-11-01T01:02:00.000Z,event,500",
      '2026-10-03T14:11:09.120Z,transcoder,"a ""b"", c",transcoding.completed,-100,2026-11-01T01:02:00.000Z,event,-100',
      '',
    ]);
  });

  it('where they are many, the header Link has the next page, and the last one has none', async () => {
    asked.next = { day: '2026-10-03', after: 'x' };
    const { headers } = await ask('line_1', '', { accept: 'text/csv' });
    const [, link = ''] = /^<.*[/]lines[/]line_1[/]events[?](.*)>; rel="next"$/.exec(String(headers?.link)) ?? [];
    const next = await ask('line_1', link);
    expect([next.statusCode, next.headers?.['content-type'], next.headers?.link]).toEqual([
      200,
      'text/csv; charset=utf-8',
      undefined,
    ]);
  });

  it('a cursor of the JSON is none of the CSV', async () => {
    const { nextCursor } = JSON.parse((await ask('line_1', 'limit=2')).body);
    const { statusCode, body } = await ask('line_1', `cursor=${nextCursor}`, { accept: 'text/csv' });
    expect([statusCode, JSON.parse(body).code]).toEqual([400, 'invalid_cursor']);
  });

  it.each(['line_2', 'line_9'])('%s, a fee or none at all, has no events', async (line) => {
    const { statusCode, body } = await ask(line);
    expect([statusCode, JSON.parse(body).code]).toEqual([404, 'usage_line_not_found']);
  });

  it("of another customer's invoice are not there for a link", async () => {
    const link: Caller = { kind: 'portal', customerId: customerId('somebody_else') };
    const { statusCode, body } = await ask('line_1', '', {}, link);
    expect([statusCode, JSON.parse(body).code]).toEqual([404, 'invoice_not_found']);
    expect(asked.limits).toEqual([]);
  });
});
