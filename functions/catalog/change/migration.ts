import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import type { PlanVersion } from '../plan/plan.ts';
import type { Subscription } from '../subscription/subscription.ts';
import type { Moment } from './change-subscription.ts';
import type { Migration, MigrationItem } from './migration-wire.ts';

export type MoveOutcome = { readonly outcome: 'moved' | 'unchanged' } | Refusal;

/** Why a subscription stays as it is. */
export interface Refusal {
  readonly outcome: 'refused';
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly code: string;
  readonly detail: string;
}

type Wanted = Pick<Migration, 'id' | 'planId' | 'fromVersion' | 'toPlanId' | 'toVersion' | 'at'>;

export const begunMigration = (wanted: Wanted, now: Instant): MigrationItem => ({
  ...wanted,
  status: 'running',
  progress: { total: null, done: 0, moved: 0, unchanged: 0, refused: 0 },
  ...{ cursor: null, revision: 0, startedAt: now, updatedAt: now },
});

export const withTotal = (migration: MigrationItem, total: number, now: Instant): MigrationItem =>
  changed(migration, { progress: { ...migration.progress, total } }, now);

/** @param cursor of the next page; null after the last */
export const withMoves = (
  migration: MigrationItem,
  moves: readonly MoveOutcome[],
  cursor: string | null,
  now: Instant,
): MigrationItem => {
  const { progress } = migration;
  const sum = (wanted: MoveOutcome['outcome']) => moves.filter(({ outcome }) => outcome === wanted).length;
  const done = progress.done + moves.length;
  const after = {
    // The list lags behind what was counted.
    total: cursor === null ? done : Math.max(progress.total ?? 0, done),
    done,
    moved: progress.moved + sum('moved'),
    unchanged: progress.unchanged + sum('unchanged'),
    refused: progress.refused + sum('refused'),
  };
  return changed(migration, { progress: after, cursor, status: cursor === null ? 'done' : 'running' }, now);
};

const changed = (migration: MigrationItem, change: Partial<MigrationItem>, now: Instant): MigrationItem => ({
  ...migration,
  ...change,
  revision: migration.revision + 1,
  updatedAt: now,
});

/** A change that somebody has planned for later would be dropped by the move.
 *  @throws Conflict `change_planned` */
export const assertNothingPlanned = (
  { phases }: Pick<Subscription, 'phases'>,
  { planId, version }: Pick<PlanVersion, 'planId' | 'version'>,
  { now }: Pick<Moment, 'now'>,
): void => {
  const planned = phases.find(
    (phase) => phase.from > now && (phase.planId !== planId || phase.planVersion !== version),
  );
  if (planned === undefined) return;
  const to = `version ${planned.planVersion} of "${planned.planId}"`;
  throw new Conflict('change_planned', `The subscription is to move to ${to} at ${planned.from}.`);
};
