import type { UsageEvent } from './usage-event.ts';

/** Why `record` did not take an event. */
export type NotRecorded = 'full' | 'too_large' | 'unserializable' | 'closed';

/** An event that the API refused for good. Sent again as it is, it would be refused again. */
export interface Rejection {
  readonly event: UsageEvent;
  /** Stable: `conflict`, `quantity_missing`, `time_too_old`, `unauthorized`, … */
  readonly code: string;
  readonly detail: string;
  /** JSON pointer into the event; empty when the request was refused as a whole. */
  readonly pointer: string;
}

/** An event that will not be sent: not recorded, pushed out by a newer one, given up, or left when the client closed. */
export interface Dropped {
  readonly event: UsageEvent;
  readonly reason: NotRecorded | 'pushed_out' | 'gave_up' | 'left_at_close';
}

export interface Retry {
  /** Starts at 1. */
  readonly attempt: number;
  readonly events: number;
  readonly delayMs: number;
  readonly reason: string;
}

/** What an application may listen to. An event that does not arrive is always told: where nobody listens, the first one of
 *  each kind as a process warning. */
export interface Listeners {
  readonly onRejected?: ((rejection: Rejection) => void) | undefined;
  readonly onDropped?: ((dropped: Dropped) => void) | undefined;
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /** The spool could not be written: the event is sent all the same, but would not survive this process. */
  readonly onSpoolFailed?: ((error: unknown) => void) | undefined;
}

export class Reports {
  readonly #listeners: Listeners;
  readonly #warned = new Set<string>();

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
  }

  rejected(rejection: Rejection): void {
    const { event, code, detail } = rejection;
    this.#tell(this.#listeners.onRejected, rejection, code, `event ${event.id} was refused: ${detail}`);
  }

  dropped(dropped: Dropped): void {
    const { event, reason } = dropped;
    this.#tell(this.#listeners.onDropped, dropped, reason, `event ${event.id} will not be sent: ${reason}`);
  }

  retry(retry: Retry): void {
    if (this.#listeners.onRetry !== undefined) this.#guarded(this.#listeners.onRetry, retry);
  }

  spoolFailed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#tell(this.#listeners.onSpoolFailed, error, 'spool_failed', `the spool cannot be written: ${reason}`);
  }

  #tell<T>(listener: ((value: T) => void) | undefined, value: T, code: string, message: string): void {
    if (listener !== undefined) this.#guarded(listener, value);
    else this.#warn(code, message);
  }

  /** A listener that throws must not keep the other events from being sent. */
  #guarded<T>(listener: (value: T) => void, value: T): void {
    try {
      listener(value);
    } catch (error) {
      this.#warn('listener_failed', `a listener of the client threw: ${String(error)}`);
    }
  }

  #warn(code: string, message: string): void {
    if (this.#warned.has(code)) return;
    this.#warned.add(code);
    process.emitWarning(`${message} (further ones are counted in stats(), and told to a listener)`, {
      type: 'MeterlineWarning',
      code,
    });
  }
}
