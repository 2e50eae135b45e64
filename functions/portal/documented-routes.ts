import { routes as catalog } from '../catalog/api/routes.ts';
import { migrationRoutes } from '../catalog/change/migration-routes.ts';
import { subscriptionChangeRoutes } from '../catalog/change/subscription-change-routes.ts';
import { paymentRoutes } from '../collect/payment-routes.ts';
import { testClockRoutes } from '../collect/test-clock/test-clock-routes.ts';
import { routes as ingest } from '../ingest/routes.ts';
import { previewRoutes } from '../invoice/close/preview-routes.ts';
import { balanceRoutes, creditRoutes } from '../invoice/credit/credit-routes.ts';
import { creditNoteRoutes } from '../invoice/credit-note/credit-note-routes.ts';
import { invoiceRoutes } from '../invoice/document/invoice-routes.ts';
import { eventStatusRoutes } from '../invoice/evidence/event-status-routes.ts';
import { evidenceRoutes } from '../invoice/evidence/evidence-routes.ts';
import { exportRoutes } from '../invoice/export/export-routes.ts';
import { lifecycleRoutes, manualLineRoutes } from '../invoice/lifecycle/lifecycle-routes.ts';
import { simulationRoutes } from '../invoice/simulation/simulation-routes.ts';
import { backfillRoutes } from '../meter/backfill/backfill-routes.ts';
import { deadLetterRoutes } from '../meter/dead-letter/dead-letter-routes.ts';
import { notCountedRoutes } from '../meter/find/not-counted-routes.ts';
import { customerEventRoutes } from '../meter/log/customer-event-routes.ts';
import { reconciliationRoutes } from '../meter/recount/reconciliation-routes.ts';
import { shardRoutes } from '../meter/shard/shard-routes.ts';
import { usageRoutes } from '../meter/usage/usage-routes.ts';
import { voidRoutes } from '../meter/void/void-routes.ts';
import { routes as rate } from '../rate/routes.ts';
import { routes as portal } from './routes.ts';

/** Every route of the API, in the order of the stages. */
export const documentedRoutes = [
  { stage: 'catalog', routes: { ...catalog, ...subscriptionChangeRoutes, ...migrationRoutes } },
  { stage: 'ingest', routes: ingest },
  { stage: 'meter', routes: usageRoutes },
  { stage: 'meter', routes: { ...backfillRoutes, ...shardRoutes, ...reconciliationRoutes } },
  { stage: 'meter', routes: { ...voidRoutes, ...customerEventRoutes, ...notCountedRoutes, ...deadLetterRoutes } },
  { stage: 'rate', routes: rate },
  {
    stage: 'invoice',
    routes: { ...invoiceRoutes, ...evidenceRoutes, ...exportRoutes, ...previewRoutes, ...eventStatusRoutes },
  },
  { stage: 'invoice', routes: { ...creditRoutes, ...balanceRoutes, ...creditNoteRoutes } },
  { stage: 'invoice', routes: { ...lifecycleRoutes, ...manualLineRoutes } },
  { stage: 'invoice', routes: simulationRoutes },
  { stage: 'collect', routes: { ...paymentRoutes, ...testClockRoutes } },
  { stage: 'portal', routes: portal },
];
