import { useId } from 'preact/hooks';
import type { CurrentWire } from '../../functions/portal/current-period-wire.ts';
import { daysIn, shares } from './chart-scale.ts';
import { dayText, quantityText, shortDayText } from './format.ts';
import { locale } from './locale.ts';

type Days = CurrentWire['meters'][number]['days'];

interface DayChartProps {
  readonly name: string;
  readonly days: Days;
  readonly start: string;
  readonly end: string;
}

/** In units of the drawing: a day's width, the bar's in it, and the tallest bar. */
const step = 10;
const barWidth = 7;
const height = 56;

/** Usage by UTC day over the whole period: what is still to come is blank. */
export const DayChart = ({ name, days, start, end }: DayChartProps) => {
  if (days.length === 0) return null;
  return (
    <figure>
      <Bars name={name} days={days} slots={Math.max(daysIn(start, end), days.length)} />
      <figcaption class="soft small axis">
        <span>{shortDayText(start, locale)}</span>
        <span>{shortDayText(new Date(Date.parse(end) - 1).toISOString(), locale)}</span>
      </figcaption>
      <details>
        <summary>Usage by day</summary>
        <DayTable days={days} />
      </details>
    </figure>
  );
};

const Bars = ({ name, days, slots }: { readonly name: string; readonly days: Days; readonly slots: number }) => {
  const id = useId();
  const heights = shares(days.map(({ value }) => value));
  const tallest = days[heights.indexOf(1)];
  return (
    <svg
      class="days"
      viewBox={`0 0 ${slots * step} ${height + 1}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
    >
      <title id={`${id}-title`}>{`${name} by day`}</title>
      <desc id={`${id}-desc`}>
        {tallest === undefined
          ? 'No usage yet.'
          : `Most on ${dayText(tallest.start, locale)}: ${quantityText(tallest.value, locale)}. A table follows.`}
      </desc>
      <line x1={0} x2={slots * step} y1={height + 0.5} y2={height + 0.5} />
      {days.map(({ start }, at) => {
        const tall = (heights[at] ?? 0) * height;
        return <rect key={start} x={at * step} y={height - tall} width={barWidth} height={tall} />;
      })}
    </svg>
  );
};

const DayTable = ({ days }: { readonly days: Days }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" class="number">
            Usage
          </th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ start, value }) => (
          <tr key={start}>
            <td>{dayText(start, locale)}</td>
            <td class="number">{quantityText(value, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
