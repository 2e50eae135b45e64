import { eventually } from '../../localstack/api-client.ts';
import { api, ok, rows } from './stack.ts';

/** Runs one to its end, and gives the differences that are open. */
export const reconcile = async (customer: string, range: object = {}) => {
  const { run } = ok(await api.post(`/customers/${customer}/reconciliations`, range));
  return eventually('it is reconciled', async () => {
    const { data, lastRun } = ok(await api.get(`/customers/${customer}/reconciliations`));
    const last = rows([lastRun])[0];
    if (last?.run !== run || last?.finishedAt === null) return undefined;
    return rows(data).filter(({ status }) => status === 'open');
  });
};

export const repair = (customer: string, id: unknown, reason = 'it was damaged on purpose') =>
  api.post(`/customers/${customer}/reconciliations/${String(id)}/repair`, { reason });
