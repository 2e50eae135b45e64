import { Conflict } from '../kernel/meterline-error.ts';

/** What a change of an invoice answered; undefined where it was refused because the invoice is not open: something other
 *  than its collection has settled it. */
export const unlessNotOpen = async <Answer>(change: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await change;
  } catch (error) {
    if (error instanceof Conflict && error.code === 'invoice_not_open') return undefined;
    throw error;
  }
};
