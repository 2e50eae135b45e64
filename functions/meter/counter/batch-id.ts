import { decodeTime, ulid } from 'ulid';
import { fromMilliseconds, type Instant, toMilliseconds } from '../../kernel/instant.ts';

declare const brand: unique symbol;

/** A ULID. Its time is when the batch was begun, which says in which day's partition of the log it lies. */
export type BatchId = string & { readonly [brand]: 'BatchId' };

export const isBatchId = (text: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
export const batchId = (text: string): BatchId => text as BatchId;

/** @param random numbers in [0, 1) */
export const newBatchId = (now: Instant, random?: () => number): BatchId => batchId(ulid(toMilliseconds(now), random));

/** When the batch was begun. */
export const begunAt = (id: BatchId): Instant => fromMilliseconds(decodeTime(id));
