import type { UsageChargeWire } from '../../functions/portal/current-period-wire.ts';
import { allowanceScale } from './chart-scale.ts';
import { quantityText } from './format.ts';
import { locale } from './locale.ts';

const width = (percent: number) => ({ width: `${percent}%` });

/** Used within and above the allowance, and behind it where usage is heading to. */
export const AllowanceBar = ({ charge }: { readonly charge: UsageChargeWire }) => {
  const { used, included, left, projectedQuantity } = charge;
  const scale = allowanceScale(used, included, projectedQuantity);
  const spent = left === '0';
  return (
    <div class="allowance">
      <div class="bar" aria-hidden="true">
        <div class="heading-to" style={width(scale.projected)} />
        <div class="within" style={width(scale.within)} />
        <div class="above" style={{ left: `${scale.within}%`, width: `${scale.above}%` }} />
        {scale.allowance < 100 ? <div class="limit" style={{ left: `${scale.allowance}%` }} /> : null}
      </div>
      <p class="small">
        <span class={spent ? 'warning' : ''}>{spent ? 'Allowance used up' : `${quantityText(left, locale)} left`}</span>{' '}
        <span class="soft">of {quantityText(included, locale)} included</span>
      </p>
    </div>
  );
};
