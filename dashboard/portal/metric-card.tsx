import type { CurrentWire, UsageChargeWire } from '../../functions/portal/current-period-wire.ts';
import { AllowanceBar } from './allowance-bar.tsx';
import { Breakdown } from './breakdown.tsx';
import { DayChart } from './day-chart.tsx';
import { moneyText, quantityText, roughQuantityText } from './format.ts';
import { locale } from './locale.ts';

interface MetricCardProps {
  readonly charge: UsageChargeWire;
  readonly current: CurrentWire;
}

export const MetricCard = ({ charge, current }: MetricCardProps) => {
  const meter = current.meters.find(({ key }) => key === charge.meter);
  return (
    <article class="card metric">
      <h3>
        {charge.name}
        {meter === undefined || meter.name === charge.name ? null : <span class="soft small">{meter.name}</span>}
      </h3>
      <p class="used">
        <strong>{quantityText(charge.used, locale)}</strong> <span class="soft">used</span>
      </p>
      {charge.included === '0' ? null : <AllowanceBar charge={charge} />}
      <Costs charge={charge} currency={current.currency} />
      {meter === undefined ? null : (
        <DayChart name={meter.name} days={meter.days} start={current.periodStart} end={current.periodEnd} />
      )}
      <Breakdown brackets={charge.breakdown} currency={current.currency} />
    </article>
  );
};

const Costs = ({ charge, currency }: { readonly charge: UsageChargeWire; readonly currency: string }) => (
  <dl class="rows">
    <div>
      <dt>Cost so far</dt>
      <dd>{moneyText(charge.amount, currency, locale)}</dd>
    </div>
    {charge.projectedAmount === null || charge.projectedQuantity === null ? null : (
      <div>
        <dt>
          Projected <span class="small">({roughQuantityText(charge.projectedQuantity, locale)})</span>
        </dt>
        <dd class="projected">≈ {moneyText(charge.projectedAmount, currency, locale)}</dd>
      </div>
    )}
  </dl>
);
