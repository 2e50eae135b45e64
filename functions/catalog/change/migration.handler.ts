import { planId } from '../../kernel/ids.ts';
import { toMilliseconds } from '../../kernel/instant.ts';
import { jobSchema } from '../../kernel/job-contract.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { requirePlanVersion } from '../plan/plan-store.ts';
import { countOnPlan, planSubscriptionPage } from '../subscription/on-plan-service.ts';
import type { MigrationItem } from './migration.ts';
import { withMoves, withTotal } from './migration.ts';
import { keepRefusal, requireMigration, saveMigration } from './migration-store.ts';
import { move } from './move-subscription-service.ts';

/** How many milliseconds a step works. The time of the function is enough for one page more. */
const stepTime = 45_000;
/** How many subscriptions are looked at together. */
const pageSize = 100;
/** How many of them are moved at once. */
const lanes = 8;

/** Moves subscriptions of a stretch of the list. How far the migration is stands in its item, beside its counts. So a
 *  step that is repeated goes on there; what it had moved of that page before, it now counts as unchanged. */
export const handler = task(jobSchema, async ({ id }) => {
  const end = toMilliseconds(wallClock()) + stepTime;
  for (;;) {
    const migration = await requireMigration(id);
    if (migration.status !== 'running') return { id, outcome: 'done' };
    await saveMigration(await advanced(migration));
    if (toMilliseconds(wallClock()) >= end) return { id, outcome: 'more' };
  }
});

/** The migration after one more page; the first step only counts. */
const advanced = async (migration: MigrationItem): Promise<MigrationItem> => {
  const of = { planId: planId(migration.planId), planVersion: migration.fromVersion };
  if (migration.progress.total === null) return withTotal(migration, await countOnPlan(of), wallClock());
  const plan = await requirePlanVersion(planId(migration.toPlanId), migration.toVersion);
  const { data, nextCursor } = await planSubscriptionPage(of, {
    limit: pageSize,
    cursor: migration.cursor ?? undefined,
  });
  const moves = await inLanes(data, lanes, async ({ id }) => {
    const answer = await move(id, of, plan, migration.at);
    if (answer.outcome === 'refused') await keepRefusal(migration.id, answer);
    return answer;
  });
  return withMoves(migration, moves, nextCursor, wallClock());
};
