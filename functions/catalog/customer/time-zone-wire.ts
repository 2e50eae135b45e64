import { z } from 'zod';

const isTimeZone = (name: string): boolean => {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** An IANA name, such as `Europe/Berlin`. An offset such as `+01:00` is refused. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, {
    error: 'an IANA time zone is expected, such as "Europe/Berlin"',
    params: { code: 'unknown_time_zone' },
  })
  .meta({ description: 'IANA time zone', examples: ['Europe/Berlin'] });
