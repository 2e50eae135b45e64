import type { Announcement } from '../../kernel/announcement.ts';
import { news } from '../news.ts';
import type { Meter } from './meter.ts';

export const meterCreated = ({ key, eventType, measure }: Meter): Announcement =>
  news('meter.created', [key], { meterKey: key, eventType, aggregation: measure.aggregation });

export const meterArchivedNews = ({ key, archivedAt }: Meter): Announcement =>
  news('meter.archived', [key], { meterKey: key, archivedAt });
