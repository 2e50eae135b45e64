import { windowMinutesVariable } from '../../catalog/contract.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { isWindowMinutes, type WindowMinutes } from './window.ts';

/** The stack's setting.
 *  @throws TypeError when the deployment has another size */
export const windowMinutes = (): WindowMinutes => {
  const minutes = environmentNumber(windowMinutesVariable);
  if (!isWindowMinutes(minutes)) throw new TypeError(`windows of ${minutes} minutes are not possible`);
  return minutes;
};
