import { useState } from 'preact/hooks';
import type { PastPeriodWire } from '../../functions/portal/summary-wire.ts';
import type { Api } from './api.ts';
import { shares } from './chart-scale.ts';
import { Evidence, type EvidenceOf } from './evidence.tsx';
import { moneyText, periodText, quantityText } from './format.ts';
import { locale } from './locale.ts';

interface HistoryProps {
  readonly periods: readonly PastPeriodWire[];
  /** The customer's. */
  readonly timeZone: string;
  readonly api: Api;
}

export const History = ({ periods, timeZone, api }: HistoryProps) => {
  const [evidence, setEvidence] = useState<EvidenceOf>();
  const bars = shares(periods.map(({ total }) => total));
  return (
    <section class="card" aria-labelledby="history-heading">
      <h2 id="history-heading">Past periods</h2>
      {periods.length === 0 ? <p class="soft">No period has ended yet.</p> : null}
      {periods.map((past, at) => (
        <PastPeriod
          key={past.periodEnd + past.invoiceId}
          past={past}
          timeZone={timeZone}
          share={bars[at] ?? 0}
          show={setEvidence}
        />
      ))}
      {evidence === undefined ? null : (
        <Evidence key={evidence.lineId} of={evidence} api={api} close={() => setEvidence(undefined)} />
      )}
    </section>
  );
};

/** How many metrics are named before somebody opens the period. */
const namedUses = 3;

const usesText = ({ charges }: PastPeriodWire): string => {
  const uses = charges.filter(({ meter }) => meter !== null);
  const named = uses.slice(0, namedUses).map(({ name, quantity }) => `${name}: ${quantityText(quantity, locale)}`);
  return [...named, ...(uses.length > namedUses ? [`and ${uses.length - namedUses} more`] : [])].join(' · ');
};

interface PastPeriodProps {
  readonly past: PastPeriodWire;
  readonly timeZone: string;
  readonly share: number;
  readonly show: (evidence: EvidenceOf) => void;
}

const PastPeriod = ({ past, timeZone, share, show }: PastPeriodProps) => (
  <details class="past">
    <summary>
      <span class="when">
        {periodText(past.periodStart, past.periodEnd, locale, timeZone)}
        {past.state === 'closing' ? <span class="badge">closing</span> : null}
      </span>
      <span class="total">{moneyText(past.total, past.currency, locale)}</span>
      <span class="uses soft small">{usesText(past)}</span>
      <span class="share" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" class="number">
              Usage
            </th>
            <th scope="col" class="number">
              Cost
            </th>
            <th scope="col">
              <span class="visually-hidden">Events</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {past.charges.map((charge, at) => (
            <tr key={charge.lineId ?? at}>
              <td>{charge.name}</td>
              <td class="number">{charge.meter === null ? '' : quantityText(charge.quantity, locale)}</td>
              <td class="number">{moneyText(charge.amount, past.currency, locale)}</td>
              <td class="number">
                <EventsButton past={past} charge={charge} show={show} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);

interface EventsButtonProps {
  readonly past: PastPeriodWire;
  readonly charge: PastPeriodWire['charges'][number];
  readonly show: (evidence: EvidenceOf) => void;
}

/** A fee has no events, and a period that is being closed no lines yet. */
const EventsButton = ({ past: { invoiceId }, charge: { lineId, meter, name }, show }: EventsButtonProps) =>
  invoiceId === null || lineId === null || meter === null ? null : (
    <button type="button" class="link" onClick={() => show({ invoiceId, lineId, name })}>
      Events<span class="visually-hidden"> behind {name}</span>
    </button>
  );
