import type { PlanId } from '../../kernel/ids.ts';
import { Conflict, NotFound, unknownReference } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { listPage, readItem, readPage } from '../table/item-store.ts';
import { latestPlanItem, listKey, planPartition, planVersionItem, planVersionPrefix } from '../table/keys.ts';
import { commit, create, replace } from '../table/transaction-store.ts';
import type { PlanVersion } from './plan.ts';
import { planVersionFromWire, planVersionToWire, planVersionWire } from './plan-wire.ts';

const kind = 'PLANS';

/** @throws Conflict `plan_exists` */
export const createPlan = async (plan: PlanVersion): Promise<void> => {
  const refusal = () => new Conflict('plan_exists', `There is a plan "${plan.planId}" already.`);
  const wire = planVersionToWire(plan);
  await commit(
    { item: create(latestPlanItem(plan.planId), { ...wire, ...listKey(kind, plan.createdAt, plan.planId) }), refusal },
    { item: create(planVersionItem(plan.planId, plan.version), wire), refusal },
  );
};

/** Adds the version after the latest one. The plan stays where it is in the list.
 *  @throws Conflict `plan_changed` where somebody else has made that version meanwhile */
export const addPlanVersion = async (plan: PlanVersion): Promise<void> => {
  const refusal = () => new Conflict('plan_changed', 'Somebody else made this version just now: look at it first.');
  const { id, ...wire } = planVersionToWire(plan);
  await commit(
    { item: { Update: replace(latestPlanItem(plan.planId), wire, ['version', plan.version - 1]) }, refusal },
    { item: create(planVersionItem(plan.planId, plan.version), { id, ...wire }), refusal },
  );
};

/** The version of a plan; the latest one where none is named. The read is strongly consistent. */
export const findPlanVersion = async (planId: PlanId, version?: number): Promise<PlanVersion | undefined> => {
  const item = await readItem(version === undefined ? latestPlanItem(planId) : planVersionItem(planId, version));
  return item === undefined ? undefined : fromItem(item);
};

/** The read is strongly consistent.
 *  @throws NotFound `plan_version_not_found` */
export const requirePlanVersion = async (planId: PlanId, version: number): Promise<PlanVersion> => {
  const plan = await findPlanVersion(planId, version);
  if (plan === undefined) throw new NotFound('plan_version', `${planId}@${version}`);
  return plan;
};

/** The read is strongly consistent.
 *  @throws NotFound `plan_not_found` */
export const latestPlanVersion = async (planId: PlanId): Promise<PlanVersion> => {
  const plan = await findPlanVersion(planId);
  if (plan === undefined) throw new NotFound('plan', planId);
  return plan;
};

/** The version that a request names; the latest one where it names none. The read is strongly consistent.
 *  @throws InvalidInput `unknown_plan` at `/planId`, `unknown_plan_version` at `/planVersion` */
export const namedPlanVersion = async (planId: PlanId, version: number | undefined): Promise<PlanVersion> => {
  const latest = await findPlanVersion(planId);
  if (latest === undefined) throw unknownReference('plan', planId, '/planId');
  const named = version === undefined ? latest : await findPlanVersion(planId, version);
  if (named === undefined) throw unknownReference('plan_version', `${planId}@${version}`, '/planVersion');
  return named;
};

/** The latest version of each plan, newest plan first. */
export const planPage = async (request: PageRequest): Promise<Page<PlanVersion>> =>
  mapPage(await listPage(kind, request), fromItem);

/** All versions of a plan, the latest first; strongly consistent. */
export const planVersionPage = async (planId: PlanId, request: PageRequest): Promise<Page<PlanVersion>> =>
  mapPage(await readPage(planPartition(planId), planVersionPrefix, 'descending', request), fromItem);

const fromItem = (item: unknown): PlanVersion => planVersionFromWire(planVersionWire.parse(item));
