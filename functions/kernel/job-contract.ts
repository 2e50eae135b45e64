import { z } from 'zod';

/** Input of a step of a job over many subscriptions; how far it is stands in the item of that id. */
export const jobSchema = z.object({ id: z.string() });
