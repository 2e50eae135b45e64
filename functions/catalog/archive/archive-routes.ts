import { defineRoutes } from '../../platform/http/route.ts';
import { creating } from '../../platform/http/route-kinds.ts';
import { meterWire } from '../meter/meter-schema.ts';

export const archiveRoutes = defineRoutes({
  archiveMeter: {
    ...creating,
    status: 200,
    path: '/meters/{meterKey}/archive',
    summary: 'Let a meter that nothing charges count no events from now on; what it has counted stays',
    response: meterWire,
  },
});
