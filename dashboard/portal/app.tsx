import { useMemo } from 'preact/hooks';
import type { SummaryWire } from '../../functions/portal/summary-wire.ts';
import { type Api, apiOf } from './api.ts';
import { CurrentPeriod } from './current-period.tsx';
import { clockText } from './format.ts';
import { History } from './history.tsx';
import { Invoices } from './invoices.tsx';
import { locale } from './locale.ts';
import { ClosedLink, Failed, Loading, NoLink } from './messages.tsx';
import type { Session } from './session.ts';
import { useSummary } from './use-summary.ts';

export const App = ({ session, base }: { readonly session: Session | undefined; readonly base: string }) =>
  session === undefined ? <NoLink /> : <Portal session={session} base={base} />;

const Portal = ({ session, base }: { readonly session: Session; readonly base: string }) => {
  const api = useMemo(() => apiOf(base, session), [base, session]);
  const { view, retry } = useSummary(api, session);
  switch (view.phase) {
    case 'loading':
      return <Loading />;
    case 'closed':
      return <ClosedLink />;
    case 'failed':
      return <Failed retry={retry} />;
    case 'shown':
      return <Shown summary={view.summary} api={api} at={view.at} stale={view.stale} />;
  }
};

interface ShownProps {
  readonly summary: SummaryWire;
  readonly api: Api;
  readonly at: number;
  readonly stale: boolean;
}

const NoPeriod = ({ isOmitted }: { readonly isOmitted: boolean }) =>
  isOmitted ? <p class="card empty soft">There is too much usage in this period to be shown here.</p> : <NoPlan />;

const Shown = ({ summary, api, at, stale }: ShownProps) => (
  <main>
    <header class="top">
      <div>
        <h1>{summary.customer.name}</h1>
        <p class="soft">{summary.current === null ? summary.customer.id : summary.current.planName}</p>
      </div>
      <p class="fresh soft" role="status">
        {stale ? (
          <span class="warning">Out of date: trying again. As of {clockText(at, locale)}</span>
        ) : (
          <>
            <span class="pulse" aria-hidden="true" /> Live
            <span class="visually-hidden">: refreshed every few seconds</span>
          </>
        )}
      </p>
    </header>
    {summary.current === null ? (
      <NoPeriod isOmitted={summary.usageOmitted} />
    ) : (
      <CurrentPeriod current={summary.current} timeZone={summary.customer.timeZone} />
    )}
    <History periods={summary.history} timeZone={summary.customer.timeZone} api={api} />
    <Invoices
      newest={summary.invoices}
      cursor={summary.invoicesCursor}
      timeZone={summary.customer.timeZone}
      api={api}
    />
    <footer class="soft">
      Periods are in the time of {summary.customer.timeZone}, days of usage in UTC. Amounts so far are before taxes and
      discounts, and without events that are still on their way.
    </footer>
  </main>
);

const NoPlan = () => (
  <section class="card empty">
    <h2>No active plan</h2>
    <p class="soft">
      There is no running subscription, so no usage is being charged. Past periods and invoices stay below.
    </p>
  </section>
);
