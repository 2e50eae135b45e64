import { planId } from '../../kernel/ids.ts';
import { NotFound, unknownReference } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { environment } from '../../platform/environment.ts';
import { executionArnOf, hasFailed, startExecution } from '../../platform/executions.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { migrationMachineVariable } from '../contract.ts';
import { findPlanVersion, latestPlanVersion } from '../plan/plan-store.ts';
import type { Migration, MigrationItem } from './migration.ts';
import { begunMigration } from './migration.ts';
import type { migrationRoutes } from './migration-routes.ts';
import { createMigration, refusalPage, requireMigration } from './migration-store.ts';

/** What the handler of subscription changes answers about migrations. */
export const migrationApi: Implementations<typeof migrationRoutes> = {
  startMigration: async ({ body: { toVersion, toPlanId, fromVersion, at }, parameters: { planId: plan = '' } }) => {
    const from = await latestPlanVersion(planId(plan));
    const to = toPlanId ?? from.planId;
    if (toPlanId !== undefined && (await findPlanVersion(to)) === undefined) {
      throw unknownReference('plan', to, '/toPlanId');
    }
    if ((await findPlanVersion(to, toVersion)) === undefined) {
      throw unknownReference('plan_version', `${to}@${toVersion}`, '/toVersion');
    }
    const wanted = { planId: from.planId, fromVersion: fromVersion ?? null, toPlanId: to, toVersion, at };
    const migration = begunMigration({ id: newId('mig'), ...wanted }, wallClock());
    await createMigration(migration);
    await startExecution(environment(migrationMachineVariable), migration.id, { id: migration.id });
    return { json: shown(migration) };
  },
  getMigration: async ({ query, parameters: { planId: plan = '', migrationId = '' } }) => {
    const migration = await requireMigration(migrationId);
    if (migration.planId !== plan) throw new NotFound('migration', migrationId);
    const { data: refused, nextCursor } = await refusalPage(migration.id, query);
    return { json: { ...shown(await withFailure(migration)), refused, nextCursor } };
  },
};

/** A migration whose execution has failed is still stored as running, so one that runs is compared with its
 *  execution. */
const withFailure = async (migration: MigrationItem): Promise<MigrationItem> => {
  if (migration.status !== 'running') return migration;
  const failed = await hasFailed(executionArnOf(environment(migrationMachineVariable), migration.id));
  return failed ? { ...migration, status: 'failed' } : migration;
};

/** The migration without what only the next step needs to know. */
const shown = ({ cursor: _, revision: __, ...migration }: MigrationItem): Migration => migration;
