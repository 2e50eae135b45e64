import { defineRoutes } from '../../platform/http/route.ts';
import { creating, list, listing, reading } from '../../platform/http/route-kinds.ts';
import { meterWire, newMeterSchema } from './meter-schema.ts';

export const meterRoutes = defineRoutes({
  createMeter: {
    ...creating,
    path: '/meters',
    summary: 'Count a type of event',
    body: newMeterSchema,
    response: meterWire,
  },
  listMeters: { ...listing, path: '/meters', summary: 'Meters by key', response: list(meterWire) },
  getMeter: { ...reading, path: '/meters/{meterKey}', summary: 'A meter', response: meterWire },
});
