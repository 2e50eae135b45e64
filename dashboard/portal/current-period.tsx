import { useState } from 'preact/hooks';
import type { ChargeWire, CurrentWire } from '../../functions/portal/current-period-wire.ts';
import { dayText, moneyText, percentText, periodText } from './format.ts';
import { locale } from './locale.ts';
import { MetricCard } from './metric-card.tsx';

/** Cards shown before somebody asks for all. */
const cardsAtFirst = 12;

interface CurrentPeriodProps {
  readonly current: CurrentWire;
  /** The customer's. */
  readonly timeZone: string;
}

export const CurrentPeriod = ({ current, timeZone }: CurrentPeriodProps) => {
  const [all, setAll] = useState(false);
  const usage = current.charges.filter((charge) => charge.kind === 'usage');
  const shown = all ? usage : usage.slice(0, cardsAtFirst);
  return (
    <section aria-labelledby="current-heading">
      <Overview current={current} timeZone={timeZone} />
      {usage.length === 0 ? <p class="card empty soft">This plan charges no usage.</p> : null}
      <div class="cards">
        {shown.map((charge) => (
          <MetricCard key={charge.chargeId} charge={charge} current={current} />
        ))}
      </div>
      {usage.length > shown.length ? (
        <p class="more">
          <button type="button" onClick={() => setAll(true)}>
            Show all {usage.length} metrics
          </button>
        </p>
      ) : null}
      <Fees charges={current.charges} currency={current.currency} />
    </section>
  );
};

const Overview = ({ current, timeZone }: CurrentPeriodProps) => {
  const { projection, currency } = current;
  const elapsed = projection?.elapsed ?? '0';
  return (
    <div class="card overview">
      <h2 id="current-heading">
        This period <span class="soft">{periodText(current.periodStart, current.periodEnd, locale, timeZone)}</span>
      </h2>
      <dl class="figures">
        <div>
          <dt>So far</dt>
          <dd>{moneyText(current.total, currency, locale)}</dd>
        </div>
        <div>
          <dt>Projected at the period’s end</dt>
          <dd class={projection === null ? 'soft' : 'projected'}>
            {projection === null ? '–' : `≈ ${moneyText(projection.total, currency, locale)}`}
          </dd>
        </div>
      </dl>
      <div class="timeline" role="img" aria-label={`${percentText(elapsed, locale)} of the period is over`}>
        <div style={{ width: `${Number(elapsed) * 100}%` }} />
      </div>
      <p class="soft small">
        {projection === null
          ? `The period begins on ${dayText(current.periodStart, locale, timeZone)}.`
          : projection.assumption}
      </p>
    </div>
  );
};

interface FeesProps {
  readonly charges: readonly ChargeWire[];
  readonly currency: string;
}

const Fees = ({ charges, currency }: FeesProps) => {
  const fees = charges.filter((charge) => charge.kind === 'fee');
  if (fees.length === 0) return null;
  return (
    <div class="card">
      <h3>Fees</h3>
      <dl class="rows">
        {fees.map(({ chargeId, name, amount, billedInAdvance }) => (
          <div key={chargeId}>
            <dt>
              {name}
              {Number(billedInAdvance) === 0 ? null : (
                <span class="soft small"> ({moneyText(billedInAdvance, currency, locale)} billed in advance)</span>
              )}
            </dt>
            <dd>{moneyText(amount, currency, locale)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};
