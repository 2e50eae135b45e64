import { z } from 'zod';

/** What AWS would bill for, by operation. */
export const tallySchema = z.record(
  z.string(),
  z.object({
    calls: z.number(),
    /** Of SQS, by 64 KiB of payload; of EventBridge, entries. */
    requests: z.number(),
    writeUnits: z.number(),
    readUnits: z.number(),
  }),
);
export type Tally = z.output<typeof tallySchema>;
export type Count = Tally[string];

export const nothing: Count = { calls: 0, requests: 0, writeUnits: 0, readUnits: 0 };

export const plus = (a: Count, b: Partial<Count>): Count => ({
  calls: a.calls + (b.calls ?? 0),
  requests: a.requests + (b.requests ?? 0),
  writeUnits: a.writeUnits + (b.writeUnits ?? 0),
  readUnits: a.readUnits + (b.readUnits ?? 0),
});

export const total = (tally: Tally, service = ''): Count =>
  Object.entries(tally)
    .filter(([operation]) => operation.startsWith(service))
    .reduce((sum, [, count]) => plus(sum, count), nothing);

/** SQS bills each 64 KiB of a call's payload as a request. */
export const sqsRequests = (bytes: number): number => Math.max(1, Math.ceil(bytes / 65_536));
