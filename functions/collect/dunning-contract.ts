import { InvalidInput } from '../kernel/meterline-error.ts';
import type { DunningDays } from './dunning.ts';

/** The days as an environment variable has them: `1,3,7,14`. */
export const daysToText = (days: DunningDays): string => days.join(',');

/** @throws InvalidInput `invalid_dunning_days` */
export const daysFromText = (text: string): DunningDays => checkedDays(text.split(',').map(Number));

/** The same days, if they are whole numbers from 1 to 300 in ascending order, and at least one.
 *  @throws InvalidInput `invalid_dunning_days` */
export const checkedDays = (days: DunningDays): DunningDays => {
  const ascending = days.every((day, index) => Number.isInteger(day) && day > (days[index - 1] ?? 0));
  if (days.length > 0 && ascending && (days.at(-1) ?? 0) <= 300) return days;
  throw new InvalidInput({
    code: 'invalid_dunning_days',
    pointer: '',
    detail: `Dunning days are whole, ascending, from 1 to 300, and at least one: ${days.join(', ')}.`,
  });
};
