/** For drawing only, hence with numbers: the height of a bar needs no exact decimals. */
export const drawn = (quantity: string): number => Math.max(0, Number(quantity));

/** Each quantity as a share of the largest one, 0 to 1; all zero when nothing was used. */
export const shares = (quantities: readonly string[]): readonly number[] => {
  const heights = quantities.map(drawn);
  const most = Math.max(0, ...heights);
  return heights.map((height) => (most === 0 ? 0 : height / most));
};

const dayLength = 86_400_000;

/** How many UTC days a period touches. */
export const daysIn = (start: string, end: string): number =>
  Math.ceil(Date.parse(end) / dayLength) - Math.floor(Date.parse(start) / dayLength);

/** How an allowance is drawn, in percent of the bar: what is used within it, what is above it, where usage is heading
 *  to, and where the allowance ends. */
export interface AllowanceScale {
  readonly within: number;
  readonly above: number;
  readonly projected: number;
  readonly allowance: number;
}

export const allowanceScale = (used: string, included: string, projected: string | null): AllowanceScale => {
  const whole = Math.max(drawn(used), drawn(included), drawn(projected ?? '0'));
  const percent = (value: number) => (whole === 0 ? 0 : (value / whole) * 100);
  const within = Math.min(drawn(used), drawn(included));
  return {
    within: percent(within),
    above: percent(drawn(used) - within),
    projected: percent(Math.max(drawn(used), drawn(projected ?? '0'))),
    allowance: percent(drawn(included)),
  };
};
