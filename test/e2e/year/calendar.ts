/** Milliseconds since 1970; the year is 2025, which has 28 days in February and has passed whenever the test runs. */
export type Time = number;

export const at = (text: string): Time => Date.parse(text);
export const iso = (time: Time): string => new Date(time).toISOString();
const hour = 3_600_000;
export const grace = hour;

/** The clock stands there before anything begins. */
export const beginning = at('2024-12-31T00:00:00Z');
/** The months' names are their numbers: 0 to 11. */
export const months = Array.from({ length: 12 }, (_, month) => month);
/** Where the clock is when a month has been closed everywhere. */
export const afterMonth = (month: number): Time => Date.UTC(2025, month + 1, 2);

export type Zone = 'UTC' | 'Europe/Brussels';

/** Central European Summer Time, in 2025. */
const summer = { from: at('2025-03-30T01:00:00Z'), to: at('2025-10-26T01:00:00Z') };

const hoursEast = (zone: Zone, time: Time): number => {
  if (zone === 'UTC') return 0;
  return time >= summer.from && time < summer.to ? 2 : 1;
};

/** Where period `n` of a subscription starts whose first one starts on that day of January: that day's midnight, or that of
 *  the month's last day where it has not so many. */
export const boundary = (zone: Zone, day: number, n: number): Time => {
  const lastDay = new Date(Date.UTC(2025, n + 1, 0)).getUTCDate();
  const midnight = Date.UTC(2025, n, Math.min(day, lastDay));
  return midnight - hoursEast(zone, midnight) * hour;
};
