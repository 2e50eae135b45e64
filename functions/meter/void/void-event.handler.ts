import { digest } from '../../kernel/ids.ts';
import { backOff } from '../../platform/back-off.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { log } from '../../platform/log.ts';
import { announcements, claimRetentionVariable } from '../contract.ts';
import { currentMeters } from '../count/current-meters-service.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { type EventKey, voidEvent } from './void-event.ts';
import { voidRoutes } from './void-routes.ts';
import { voidStore } from './void-store.ts';

export const handler = httpApi(voidRoutes, {
  voidEvent: async ({ parameters: { source = '', id = '' }, body: { reason } }) =>
    takeBack({ source, id }, reason ?? null),
  voidEventByKey: async ({ body: { source, id, reason } }) => takeBack({ source, id }, reason ?? null),
});

/** Voids the event and announces it. Every answer announces, also that to a repeated request: after a crash between the two,
 *  the next request announces what was not. The announcement's id is the same each time. */
const takeBack = async (key: EventKey, reason: string | null) => {
  const minutes = windowMinutes();
  const voiding = {
    store: voidStore(minutes, environmentNumber(claimRetentionVariable)),
    metersOf: await currentMeters(),
    windowMinutes: minutes,
    clock: wallClock,
    backOff,
  };
  const { customer, ...record } = await voidEvent(voiding, key, reason);
  const json = { ...record, customerId: customer };
  const { source, id, batch } = record;
  await announce('meter', [{ type: announcements.voided, id: `void_${digest(batch, source, id)}`, detail: json }]);
  log.info('void', { source, id, late: record.late });
  return { json };
};
