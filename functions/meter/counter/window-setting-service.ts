import { windowMinutesVariable } from '../../catalog/contract.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { isWindowMinutes, type WindowMinutes } from './window.ts';

/** The size of windows that this stack is deployed with.
 *  @throws TypeError when it is not a size that windows may have */
export const windowMinutes = (): WindowMinutes => {
  const minutes = environmentNumber(windowMinutesVariable);
  if (!isWindowMinutes(minutes)) throw new TypeError(`windows of ${minutes} minutes are not possible`);
  return minutes;
};
