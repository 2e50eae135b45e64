import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The HTTP API of a stack. */
export interface Target {
  /** With the stage: `https://…/v1`. */
  readonly url: string;
  readonly key: string;
}

/** `parseArgs` options of every command that calls the API. */
export const targetOptions = { url: { type: 'string' }, key: { type: 'string' } } as const;

const outputsSchema = z.object({ apiUrl: z.string(), adminKey: z.string() });

/** What `--url` and `--key` say, else METERLINE_URL and METERLINE_KEY, else the local stack. */
export const targetOf = async (given: {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
}): Promise<Target> => {
  const url = given.url ?? process.env.METERLINE_URL;
  const key = given.key ?? process.env.METERLINE_KEY;
  if (url !== undefined && key !== undefined) return { url: url.replace(/\/$/, ''), key };
  const file = new URL('../localstack/.run/outputs.json', import.meta.url);
  const local = outputsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return { url: `${local.apiUrl}/v1`, key: local.adminKey };
};
