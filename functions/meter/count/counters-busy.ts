import { MeterlineError } from '../../kernel/meterline-error.ts';

/** Others kept writing the same counters in between, at every try. The same call may be made again: nothing is counted
 *  twice. */
export class CountersBusy extends MeterlineError {
  readonly code = 'counters_busy';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}
