import { useState } from 'preact/hooks';
import type { Api, ListedInvoice } from './api.ts';
import { openFile } from './files.ts';
import { dayText, moneyText, periodText } from './format.ts';
import { locale } from './locale.ts';

interface InvoicesProps {
  readonly newest: readonly ListedInvoice[];
  /** The cursor at which the older ones begin. */
  readonly cursor: string | null;
  /** The customer's. */
  readonly timeZone: string;
  readonly api: Api;
}

export const Invoices = ({ newest, cursor, timeZone, api }: InvoicesProps) => {
  const { older, more, loadMore, failed } = useOlder(api, cursor);
  const known = new Set(newest.map(({ id }) => id));
  const shown = [...newest, ...older.filter(({ id }) => !known.has(id))];
  return (
    <section class="card" aria-labelledby="invoices-heading">
      <h2 id="invoices-heading">Invoices</h2>
      {shown.length === 0 ? (
        <p class="soft">No invoices yet.</p>
      ) : (
        <InvoiceTable invoices={shown} timeZone={timeZone} api={api} />
      )}
      {failed ? <p class="warning">Older invoices cannot be shown right now.</p> : null}
      {more ? (
        <p class="more">
          <button type="button" onClick={() => void loadMore()}>
            Show older invoices
          </button>
        </p>
      ) : null}
    </section>
  );
};

/** The newest invoices are refreshed; older pages that were loaded stay as they are. */
const useOlder = (api: Api, first: string | null) => {
  const [older, setOlder] = useState<readonly ListedInvoice[]>([]);
  const [next, setNext] = useState<string | null>();
  const [failed, setFailed] = useState(false);
  const cursor = next === undefined ? first : next;
  const loadMore = async () => {
    if (cursor === null) return;
    setFailed(false);
    try {
      const page = await api.invoices(cursor);
      setOlder((before) => [...before, ...page.data]);
      setNext(page.nextCursor);
    } catch {
      setFailed(true);
    }
  };
  return { older, more: cursor !== null, loadMore, failed };
};

interface InvoiceTableProps extends Pick<InvoicesProps, 'api' | 'timeZone'> {
  readonly invoices: readonly ListedInvoice[];
}

const InvoiceTable = ({ invoices, timeZone, api }: InvoiceTableProps) => (
  <table class="stacked">
    <thead>
      <tr>
        <th scope="col">Number</th>
        <th scope="col">Period</th>
        <th scope="col">Issued</th>
        <th scope="col">Status</th>
        <th scope="col" class="number">
          Total
        </th>
      </tr>
    </thead>
    <tbody>
      {invoices.map((invoice) => (
        <InvoiceRow key={invoice.id} invoice={invoice} timeZone={timeZone} api={api} />
      ))}
    </tbody>
  </table>
);

interface InvoiceRowProps extends Pick<InvoicesProps, 'api' | 'timeZone'> {
  readonly invoice: ListedInvoice;
}

const InvoiceRow = ({ invoice, timeZone, api }: InvoiceRowProps) => {
  const [failed, setFailed] = useState(false);
  const { id, number, status, currency, periodStart, periodEnd, issuedAt, total } = invoice;
  const name = number ?? id;
  const open = (file: Promise<Blob>, kind: 'html' | 'pdf') => {
    setFailed(false);
    openFile(file, `${name}.${kind}`).catch(() => setFailed(true));
  };
  return (
    <tr>
      <td>
        <button type="button" class="link" onClick={() => open(api.invoicePage(id), 'html')}>
          <span class="visually-hidden">Open invoice </span>
          {name}
        </button>{' '}
        <button type="button" class="link small" onClick={() => open(api.invoicePdf(id), 'pdf')}>
          PDF<span class="visually-hidden"> of invoice {name}</span>
        </button>
        {failed ? <span class="warning small"> not available right now</span> : null}
      </td>
      <td>{periodText(periodStart, periodEnd, locale, timeZone)}</td>
      <td>{issuedAt === null ? '' : dayText(issuedAt, locale, timeZone)}</td>
      <td>
        <span class={`badge ${status}`}>{status === 'uncollectible' ? 'unpaid' : status}</span>
      </td>
      <td class="number">{moneyText(total, currency, locale)}</td>
    </tr>
  );
};
