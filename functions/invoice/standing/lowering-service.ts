import type { InvoiceId } from '../../kernel/ids.ts';
import { zero } from '../../money/money.ts';
import type { Invoice } from '../invoice.ts';
import { earlierLine } from './earlier-line.ts';
import { type Giving, givenBackOn, type Lowering, loweringBy } from './lowering.ts';
import { findPaying } from './standing-service.ts';

/** A transaction of DynamoDB has at most 100 actions. What is given back of more invoices than these becomes balance. */
const maxLowered = 8;

/** The invoices that are not paid yet of which lines give something back, and by how much each is lowered. Strongly
 *  consistent. */
export const loweringOf = async (giving: Giving): Promise<readonly Lowering[]> => {
  const earlier = [...new Set(giving.lines.flatMap((line) => earlierLine(line)?.invoiceId ?? []))];
  const paying = new Map(
    await Promise.all(earlier.map(async (id): Promise<[InvoiceId, Invoice | undefined]> => [id, await findPaying(id)])),
  );
  const of = (id: InvoiceId | undefined) => (id === undefined ? undefined : paying.get(id));
  const back = givenBackOn(giving, (line) => of(earlierLine(line)?.invoiceId)?.id);
  return [
    ...new Map([...paying.values()].flatMap((one) => (one === undefined ? [] : [[one.id, one] as const]))).values(),
  ]
    .flatMap((one) => loweringBy(one, back.get(one.id) ?? zero(one.currency)) ?? [])
    .slice(0, maxLowered);
};
