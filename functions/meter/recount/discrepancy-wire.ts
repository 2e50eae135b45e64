import * as z from 'zod';
import { type CustomerId, digest } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { partsOf } from '../counter/counter-key.ts';
import type { Tally } from '../counter/tally.ts';
import { tallyText, tallyToWire, tallyWire } from '../counter/tally-wire.ts';

/** `open`: found, and still there as far as is known. `repaired`: somebody had it repaired. `gone`: a later reconciliation did not
 *  find it any more. */
const status = z.enum(['open', 'repaired', 'gone']);

const found = {
  id: z.string(),
  customerId: z.string(),
  meter: z.string(),
  status,
  foundAt: instantWire,
  repairedAt: instantWire.nullable(),
  reason: z.string().nullable().meta({ description: 'Why it was repaired' }),
};

/** A difference between the log and what was made of it, a counter or a line of an invoice. It is stored and answered like this. */
export const discrepancyWire = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('counter'),
    ...found,
    counter: z
      .string()
      .meta({ description: 'Its key: <meter>#<window>…, after LATE#<watermark># when it is a late one' }),
    window: instantWire,
    expected: tallyWire.meta({ description: 'What the log says' }),
    found: tallyWire.meta({ description: 'What the counter holds' }),
  }),
  z.object({
    kind: z.literal('invoice_line'),
    ...found,
    invoiceId: z.string(),
    lineId: z.string(),
    expected: z.string().meta({ description: 'The quantity by the log' }),
    found: z.string().meta({ description: 'The quantity on the line' }),
  }),
]);
export type Discrepancy = z.output<typeof discrepancyWire>;
export type CounterDiscrepancy = Extract<Discrepancy, { kind: 'counter' }>;

/** A counter that does not hold what the log says. The id derives from all of it, so that the same difference has the same id
 *  when it is found again. */
export const counterDiscrepancy = (
  customer: CustomerId,
  difference: { readonly counter: string; readonly expected: Tally; readonly found: Tally },
  foundAt: Instant,
): CounterDiscrepancy => {
  const { counter, expected, found: actual } = difference;
  const { meter, window } = partsOf(counter);
  return {
    kind: 'counter',
    id: `disc_${digest(customer, counter, tallyText(expected), tallyText(actual))}`,
    customerId: customer,
    meter,
    status: 'open',
    foundAt,
    repairedAt: null,
    reason: null,
    counter,
    window,
    expected: tallyToWire(expected),
    found: tallyToWire(actual),
  };
};
