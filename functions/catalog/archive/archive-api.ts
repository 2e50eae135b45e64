import { meterKey } from '../../kernel/ids.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { meterToWire } from '../meter/meter-wire.ts';
import { archiveMeter } from './archive-meter-service.ts';
import type { archiveRoutes } from './archive-routes.ts';

/** What the catalog's handler answers about archiving. */
export const archiveApi: Implementations<typeof archiveRoutes> = {
  archiveMeter: async ({ parameters }) => ({
    json: meterToWire(await archiveMeter(meterKey(parameters.meterKey ?? ''))),
  }),
};
