import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import type { PlanVersion } from '../plan/plan.ts';
import type { Subscription } from '../subscription/subscription.ts';
import type { Moment } from './change-subscription.ts';

/** A move of a plan's subscriptions to a version of it, or of another plan, and how far the move is. */
export interface Migration {
  readonly id: string;
  readonly planId: string;
  /** The version whose subscriptions move; null where those of all versions do. */
  readonly fromVersion: number | null;
  readonly toPlanId: string;
  readonly toVersion: number;
  readonly at: 'now' | 'period_end';
  readonly status: 'running' | 'done' | 'failed';
  readonly progress: Progress;
  readonly startedAt: string;
  readonly updatedAt: string;
}

/** Numbers of subscriptions. Each that is done was moved, stayed unchanged, or was refused. */
interface Progress {
  /** How many there are; null until they are counted. */
  readonly total: number | null;
  readonly done: number;
  readonly moved: number;
  /** Those that are on that version already, or have left the plan. */
  readonly unchanged: number;
  readonly refused: number;
}

/** A migration as it is stored, with where it goes on. */
export interface MigrationItem extends Migration {
  /** Of the page of subscriptions that comes next; null before the first and after the last. */
  readonly cursor: string | null;
  /** Grows with each step, so that a step that runs twice at the same moment is kept once. */
  readonly revision: number;
}

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

/** Adds what became of a page of subscriptions.
 *  @param cursor of the next page; null after the last */
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
    // The list that is gone through lags behind what was counted.
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

/** Refuses a subscription for which somebody has planned another change: the move would drop that. The plan with which
 *  a subscription starts is not a change, even before the start.
 *  @throws Conflict `change_planned` */
export const assertNothingPlanned = (
  { phases: [, ...changes] }: Pick<Subscription, 'phases'>,
  { planId, version }: Pick<PlanVersion, 'planId' | 'version'>,
  { now }: Pick<Moment, 'now'>,
): void => {
  const planned = changes.find(
    (phase) => phase.from > now && (phase.planId !== planId || phase.planVersion !== version),
  );
  if (planned === undefined) return;
  const to = `version ${planned.planVersion} of "${planned.planId}"`;
  throw new Conflict('change_planned', `The subscription is to move to ${to} at ${planned.from}.`);
};
