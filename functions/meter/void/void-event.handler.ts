import { digest } from '../../kernel/ids.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { backOff } from '../../platform/back-off.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { log } from '../../platform/log.ts';
import { parse } from '../../platform/validation.ts';
import { announcements, claimRetentionVariable } from '../contract.ts';
import { currentMeters } from '../count/current-meters-service.ts';
import { windowMinutes } from '../counter/window-setting-service.ts';
import { type EventKey, voidEvent } from './void-event.ts';
import { voidBody, voidRoutes } from './void-routes.ts';
import { voidStore } from './void-store.ts';

export const handler = httpApi(voidRoutes, {
  voidEvent: async ({ parameters: { source = '', id = '' }, text }) => takeBack({ source, id }, reasonOf(text)),
  voidEventByKey: async ({ body: { source, id, reason } }) => takeBack({ source, id }, reason ?? null),
});

/** The reason in a body that may be left out.
 *  @throws InvalidInput `malformed_json`, `unknown_field` */
const reasonOf = (text: string): string | null => {
  if (text.trim() === '') return null;
  try {
    return parse(voidBody, JSON.parse(text)).reason ?? null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidInput({ code: 'malformed_json', pointer: '', detail: `The body is not JSON: ${error.message}` });
  }
};

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
