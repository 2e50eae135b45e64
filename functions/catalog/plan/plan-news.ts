import type { Announcement } from '../../kernel/announcement.ts';
import { news } from '../news.ts';
import type { PlanVersion } from './plan.ts';

export const planVersionCreated = ({ planId, version }: PlanVersion): Announcement =>
  news('plan.version_created', [planId, String(version)], { planId, version });
