import { customerNow, findCustomer } from '../../catalog/customer/customer-store.ts';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import { type CustomerId, customerId, isCustomerId, meterKey } from '../../kernel/ids.ts';
import { plusDays } from '../../kernel/instant.ts';
import { Conflict, InvalidInput, NotFound } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { startExecution } from '../../platform/executions.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { recentRange, wholeWindows } from '../usage/whole-windows.ts';
import { reconciliationMachineVariable } from './reconciliation-contract.ts';
import { reconciliationRoutes } from './reconciliation-routes.ts';
import { discrepancyPage, findLastRun, requireDiscrepancy } from './reconciliation-store.ts';
import { repairCounter } from './repair-store.ts';

/** Days that are recounted at once: as long as claims are kept by default, and the log hardly longer. */
const maxDays = 400;

/** The customer in the path. It need not be in the catalog: there may be events of a customer that was never made. */
const given = (parameters: Readonly<Record<string, string>>): CustomerId => {
  const text = parameters.customerId ?? '';
  if (!isCustomerId(text)) throw new NotFound('customer', text);
  return customerId(text);
};

export const handler = httpApi(reconciliationRoutes, {
  startReconciliation: async ({ body, parameters }) => {
    const customer = given(parameters);
    const known = await findCustomer(customer);
    const now = known === undefined ? wallClock() : await customerNow(known, wallClock());
    const recent = recentRange(now, windowMinutes());
    const range = wholeWindows(body.from ?? recent.from, body.to ?? recent.to, windowMinutes());
    if (range.to <= range.from || plusDays(range.from, maxDays) < range.to) throw outOfRange();
    const run = newId('recon');
    const input = { customerId: customer, ...range, run };
    await startExecution(environment(reconciliationMachineVariable), run, input);
    return { json: input };
  },
  listCustomerDiscrepancies: async ({ query, parameters }) => {
    const customer = given(parameters);
    const [page, lastRun] = await Promise.all([discrepancyPage(query, customer), findLastRun(customer)]);
    return { json: { ...page, lastRun } };
  },
  listDiscrepancies: async ({ query }) => ({ json: await discrepancyPage(query) }),
  repairDiscrepancy: async ({ body: { reason }, parameters }) => {
    const customer = given(parameters);
    const id = parameters.discrepancyId ?? '';
    const discrepancy = await requireDiscrepancy(customer, id);
    if (discrepancy.status === 'repaired') return { json: discrepancy };
    if (discrepancy.kind === 'invoice_line')
      throw new Conflict('not_repairable', 'An issued invoice is not changed: repair its counters.');
    if (discrepancy.status === 'gone')
      throw new Conflict('discrepancy_gone', 'The last reconciliation did not find it any more.');
    await repairCounter(await requireMeter(meterKey(discrepancy.meter)), discrepancy, reason, wallClock());
    return { json: await requireDiscrepancy(customer, id) };
  },
});

const outOfRange = () =>
  new InvalidInput({
    code: 'range_too_long',
    pointer: '/to',
    detail: `Between a window and ${maxDays} days are recounted at once.`,
  });
