import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api, LineEvents } from './api.ts';
import { saveFile } from './files.ts';
import { quantityText, timeText } from './format.ts';
import { locale } from './locale.ts';

export interface EvidenceOf {
  readonly invoiceId: string;
  readonly lineId: string;
  readonly name: string;
}

interface EvidenceProps {
  readonly of: EvidenceOf;
  readonly api: Api;
  readonly close: () => void;
}

/** The very events that a line of an invoice counts. */
export const Evidence = ({ of: { invoiceId, lineId, name }, api, close }: EvidenceProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const { pages, failed, more, loadMore } = useEvents(api, invoiceId, lineId);
  useEffect(() => dialog.current?.showModal(), []);
  const csv = async () => saveFile(await api.lineEventsCsv(invoiceId, lineId), `${invoiceId}-${lineId}.csv`);
  const [first] = pages;
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="evidence-heading">
      <header>
        <h2 id="evidence-heading">Events behind {name}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <p class="soft">
        {first === undefined
          ? 'Loading…'
          : `All their quantities add up to the ${quantityText(first.lineQuantity, locale)} on the invoice.`}
      </p>
      <EventTable pages={pages} />
      {failed ? <p class="warning">The events cannot be shown right now.</p> : null}
      <footer>
        {more || failed ? (
          <button type="button" onClick={() => void loadMore()}>
            {failed ? 'Try again' : 'Show more'}
          </button>
        ) : null}
        <button type="button" class="link" onClick={() => void csv().catch(() => undefined)}>
          Download all as CSV
        </button>
      </footer>
    </dialog>
  );
};

const useEvents = (api: Api, invoiceId: string, lineId: string) => {
  const [pages, setPages] = useState<readonly LineEvents[]>([]);
  const [failed, setFailed] = useState(false);
  const cursor = pages.at(-1)?.nextCursor ?? null;
  const loadMore = async () => {
    setFailed(false);
    try {
      const page = await api.lineEvents(invoiceId, lineId, cursor);
      setPages((before) => [...before, page]);
    } catch {
      setFailed(true);
    }
  };
  // The first page, once.
  useEffect(() => void loadMore(), []);
  return { pages, failed, more: cursor !== null, loadMore };
};

const EventTable = ({ pages }: { readonly pages: readonly LineEvents[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
  <section class="scroll events" tabIndex={0} aria-label="Events">
    <table>
      <thead>
        <tr>
          <th scope="col">Time (UTC)</th>
          <th scope="col">Event</th>
          <th scope="col" class="number">
            Quantity
          </th>
        </tr>
      </thead>
      <tbody>
        {pages
          .flatMap(({ data }) => data)
          .map(({ kind, id, source, time, quantity }) => (
            <tr key={`${kind} ${source} ${id}`}>
              <td>{timeText(time, locale)}</td>
              <td class="id">
                {id} <span class="soft">{source}</span>
                {kind === 'void' ? <span class="soft"> taken back</span> : null}
              </td>
              <td class="number">{quantityText(quantity, locale)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  </section>
);
