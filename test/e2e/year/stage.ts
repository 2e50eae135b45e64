import { eventually } from '../../../localstack/api-client.ts';
import { allRows, api, fresh, ok } from '../stack.ts';
import { afterMonth, beginning, iso } from './calendar.ts';
import type { Coupon, Persona } from './cast.ts';
import { eventsOf, type Sent } from './events.ts';
import { openShop } from './shop.ts';

/** Events of each month that come once more, which changes nothing. */
const sentTwice = 25;

/** Puts a cast on one test clock of the stack, and lets months pass. */
export const stage = async (cast: readonly Persona[]) => {
  const prefix = fresh('year').toLowerCase();
  const idOf = (name: string): string => `${prefix}_${name}`;
  const events = cast.flatMap((persona) => eventsOf(persona));
  const subscriptions = new Map<string, string>();
  const clock = String(ok(await api.post('/test-clocks', { now: iso(beginning) })).id);
  const post = async (path: string, body: object) => ok(await api.post(path, body));

  const engage = async (persona: Persona): Promise<void> => {
    const { name, currency, zone, parent, taxed, grants, coupons, plans, trialDays } = persona;
    const customerId = idOf(name);
    const { address, tax } = taxed;
    const account = { currency, timeZone: zone, address, tax, paymentMethod: 'pm_sim_ok', testClockId: clock };
    const family = parent === null ? {} : { parentId: idOf(parent) };
    await post('/customers', { id: customerId, name, ...account, ...family });
    for (const coupon of coupons) {
      const couponId = `${customerId}_${coupon.name}`;
      await post('/coupons', { ...couponTerms(persona, coupon), id: couponId });
      await post(`/customers/${customerId}/coupons`, { couponId });
    }
    for (const { expiresAt, ...grant } of grants) {
      const expiry = expiresAt === undefined ? {} : { expiresAt: iso(expiresAt) };
      await post('/credits', { customerId, currency, ...grant, ...expiry });
    }
    const [{ plan, from }] = plans;
    const trial = trialDays === null ? {} : { trialDays };
    const request = { customerId, planId: idOf(plan), planVersion: 1, startAt: iso(from), ...trial };
    subscriptions.set(name, String((await post('/subscriptions', request)).id));
  };

  const send = async (month: number): Promise<void> => {
    const due = events.filter(({ step }) => step === month);
    await post('/events', [...due, ...due.slice(0, sentTwice)].map(cloudEvent));
    await Promise.all(cast.map(({ name }) => counted(name, due, month)));
    const taken = events.filter(({ voidedIn }) => voidedIn === month);
    await Promise.all(taken.map(({ id }) => post('/events/void', { source: 'year', id: idOf(id) })));
  };

  const cloudEvent = ({ id, persona, meter, time, use }: Sent) => ({
    ...{ specversion: '1.0', id: idOf(id), source: 'year', type: idOf(meter), subject: idOf(persona) },
    ...{ time: iso(time), data: use },
  });

  const counted = async (name: string, due: readonly Sent[], month: number): Promise<void> => {
    const wanted = due.filter(({ persona }) => persona === name).map(({ id }) => idOf(id));
    const range = `from=${iso(Date.UTC(2025, month - 1))}&to=${iso(Date.UTC(2025, month + 1))}`;
    await eventually(`what ${name} sent in month ${month} is counted`, async () => {
      const logged = await allRows(`/customers/${idOf(name)}/events?${range}`);
      const ids = new Set(logged.map(({ id }) => id));
      return wanted.every((id) => ids.has(id)) ? true : undefined;
    });
  };

  /** What is asked for in that month, before it is closed. */
  const ask = async (persona: Persona, month: number): Promise<void> => {
    const customerId = idOf(persona.name);
    const path = `/subscriptions/${subscriptions.get(persona.name)}`;
    const [, ...changes] = persona.plans;
    for (const { plan, version, from, step } of changes) {
      if (step === month) await post(`${path}/change`, { planId: idOf(plan), planVersion: version, at: iso(from) });
    }
    const { pause, cancel, manual, creditNotes, replacedIn } = persona;
    if (pause?.step === month) await post(`${path}/pause`, { from: iso(pause.from), to: iso(pause.to) });
    if (cancel?.step === month) await post(`${path}/cancel`, { at: iso(cancel.at) });
    for (const { step, ...line } of manual) {
      if (step === month) await post(`/customers/${customerId}/invoice-lines`, line);
    }
    for (const { step, of, amount } of creditNotes) {
      if (step !== month) continue;
      const invoice = (await invoicesOf(persona.name))[of];
      const note = await post(`/invoices/${String(invoice?.id)}/credit-notes`, { reason: 'Outage', amount });
      if (note.toBalance !== amount) throw new Error(`${persona.name} was given ${JSON.stringify(note)}`);
    }
    if (replacedIn === month) await payWith(customerId, 'pm_sim_declined');
  };

  const payWith = async (customer: string, paymentMethod: string): Promise<void> => {
    ok(await api.put(`/customers/${customer}/payment-method`, { paymentMethod }));
  };

  /** The month's invoice, which could not be paid, is void; the one that stands in for it is paid. */
  const replace = async ({ name }: Persona): Promise<void> => {
    const open = (await invoicesOf(name)).find(({ status }) => status === 'open');
    const { replacedBy } = await post(`/invoices/${String(open?.id)}/void`, {
      reason: 'To be paid anew',
      replace: true,
    });
    await payWith(idOf(name), 'pm_sim_ok');
    await post(`/invoices/${String(replacedBy)}/finalize`, {});
    await eventually('the replacement is paid', async () =>
      ok(await api.get(`/invoices/${String(replacedBy)}`)).status === 'paid' ? true : undefined,
    );
  };

  const advance = async (month: number): Promise<void> => {
    await post(`/test-clocks/${clock}/advance`, { to: iso(afterMonth(month)) });
    const isReady = async () => (ok(await api.get(`/test-clocks/${clock}`)).status === 'ready' ? true : undefined);
    await eventually(`month ${month} is closed for all`, isReady, 180);
  };

  /** Oldest first; void ones among them. */
  const invoicesOf = async (name: string) =>
    (await allRows(`/invoices?customerId=${idOf(name)}`)).toSorted((a, b) =>
      String(a.periodEnd).localeCompare(String(b.periodEnd)),
    );

  const pass = async (month: number): Promise<void> => {
    await send(month);
    await Promise.all(cast.map((persona) => ask(persona, month)));
    await advance(month);
    await Promise.all(cast.filter(({ replacedIn }) => replacedIn === month).map(replace));
  };

  await openShop(idOf);
  for (const generation of [
    cast.filter(({ parent }) => parent === null),
    cast.filter(({ parent }) => parent !== null),
  ]) {
    await Promise.all(generation.map(engage));
  }
  const nameOf = (id: string): string => id.slice(prefix.length + 1);
  return { idOf, nameOf, pass, invoicesOf };
};

const couponTerms = ({ currency }: Persona, { name: _, amountOff, ...terms }: Coupon) => ({
  ...terms,
  ...(amountOff === undefined ? {} : { amountOff: { [currency]: amountOff } }),
});
