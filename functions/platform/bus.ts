import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Announcement } from '../kernel/announcement.ts';
import { MeterlineError } from '../kernel/meterline-error.ts';
import { busVariable } from './contract.ts';
import { environment } from './environment.ts';

class BusRefused extends MeterlineError {
  readonly code = 'bus_refused';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

const client = new EventBridgeClient({ maxAttempts: 5 });

/** EventBridge takes 10 entries a call. */
const entriesPerCall = 10;

/** Puts announcements on the bus, at least once: a retry may announce again, with the same `id`.
 *  @param stage the stage that announces; the source is `meterline.<stage>`
 *  @throws BusRefused when the bus did not take all of them */
export const announce = async (stage: string, announcements: readonly Announcement[]): Promise<void> => {
  for (let at = 0; at < announcements.length; at += entriesPerCall) {
    const Entries = announcements.slice(at, at + entriesPerCall).map(({ type, id, detail }) => ({
      EventBusName: environment(busVariable),
      Source: `meterline.${stage}`,
      DetailType: type,
      Detail: JSON.stringify({ eventId: id, ...detail }),
    }));
    const answer = await client.send(new PutEventsCommand({ Entries }));
    if ((answer.FailedEntryCount ?? 0) > 0) throw new BusRefused(`the bus refused ${answer.FailedEntryCount} entries`);
  }
};
