import { z } from 'zod';

/** The input of each step of a job over many subscriptions. How far the job is stands in the item of that id. */
export const jobSchema = z.object({ id: z.string() });
