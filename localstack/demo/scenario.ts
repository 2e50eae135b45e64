/** The example: *Transcoding*, the first 1,000 minutes of a month at 0.10 USD, all above at 0.07; 3,400 minutes last month. */

export interface DemoEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: 'transcoder';
  readonly type: 'transcoding.completed';
  readonly subject: string;
  readonly time: string;
  readonly data: { readonly minutes: string; readonly resolution: string };
}

/** Last month in UTC, half-open. */
export interface Month {
  readonly start: Date;
  readonly end: Date;
}

export const lastMonth = (now: Date): Month => ({
  start: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)),
  end: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)),
});

export const hoursAfter = (date: Date, hours: number): string =>
  new Date(date.getTime() + hours * 3_600_000).toISOString();

export const meter = {
  key: 'transcoding_minutes',
  name: 'Video transcoding',
  eventType: 'transcoding.completed',
  aggregation: 'sum',
  valueProperty: 'minutes',
  groupBy: ['resolution'],
};

export const plan = {
  id: 'transcoding',
  name: 'Transcoding',
  interval: 'month',
  prices: {
    USD: {
      charges: [
        {
          id: 'transcoding',
          name: 'Video transcoding',
          meter: meter.key,
          model: 'tiered',
          tiers: [
            { upTo: '1000', unitAmount: '0.10' },
            { upTo: null, unitAmount: '0.07' },
          ],
        },
      ],
    },
  },
};

/** Minutes of five jobs that follow each other, again and again: 2.5 + 7.25 + 0.75 + 4.5 + 5 = 20. */
const minutes = ['2.5', '7.25', '0.75', '4.5', '5'] as const;
const resolutions = ['HD', '4K', 'SD'] as const;
const jobs = 850;

/** 850 jobs are 170 times five jobs: 170 × 20 = 3,400. */
export const expectedMinutes = '3400';
/** 1,000 × 0.10 + 2,400 × 0.07. */
export const expectedTotal = '268.00';

/** An event of the month that is sent when the month's invoice is paid already. */
export const lateEvent = (customer: string, month: Month): DemoEvent => ({
  specversion: '1.0',
  id: `job_${customer}_late`,
  source: 'transcoder',
  type: 'transcoding.completed',
  subject: customer,
  time: hoursAfter(month.end, -1),
  data: { minutes: lateMinutes, resolution: 'HD' },
});

export const lateMinutes = '100';
/** 3,400 + 100. */
export const minutesWithLate = '3500';
/** 100 × 0.07: the first 1,000 are used up. */
export const expectedAdjustment = '7.00';

export const nextMonth = ({ end }: Month): Month => ({
  start: end,
  end: new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 1)),
});

/** The events of a month of jobs. Their times are spread evenly over the month, but the events come in a mixed order. */
export const events = (customer: string, month: Month): readonly DemoEvent[] => {
  const step = (month.end.getTime() - month.start.getTime()) / jobs;
  const inOrder = Array.from(
    { length: jobs },
    (_, job): DemoEvent => ({
      specversion: '1.0',
      id: `job_${customer}_${String(job).padStart(4, '0')}`,
      source: 'transcoder',
      type: 'transcoding.completed',
      subject: customer,
      time: new Date(month.start.getTime() + Math.floor(job * step)).toISOString(),
      data: {
        minutes: minutes[job % minutes.length] ?? '0',
        resolution: resolutions[job % resolutions.length] ?? 'HD',
      },
    }),
  );
  return shuffled(inOrder);
};

/** Adds every tenth event a second time, some requests later, as an application sends it that does not know whether its request
 *  arrived. */
export const withRepeats = (sent: readonly DemoEvent[]): readonly DemoEvent[] =>
  sent.flatMap((event, index) => {
    const repeated = index % 10 === 9 ? sent[index - 9 < 40 ? index : index - 40] : undefined;
    return repeated === undefined ? [event] : [event, repeated];
  });

/** Mixes in the same way every time: of 850 items it takes number 0, 347, 694, 191, … Since 347 and 850 have no common factor,
 *  each is taken once. */
const shuffled = <T>(items: readonly T[]): readonly T[] =>
  items.map((_, index) => items[(index * 347) % items.length]).filter((item) => item !== undefined);

/** Splits into batches as an application's client would. */
export const batches = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
