import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Running } from './emulator/emulator.ts';

const running = z.discriminatedUnion('by', [
  z.object({ by: z.literal('given'), endpoint: z.string() }),
  z.object({ by: z.literal('ministack'), endpoint: z.string(), pid: z.number().int().positive(), scratch: z.string() }),
  z.object({ by: z.literal('docker'), endpoint: z.string(), project: z.string() }),
]);

/** Notes what runs in the background, for `down` and `status`. */
export const writeState = async (file: string, value: Running): Promise<void> => {
  await writeFile(file, `${JSON.stringify(value)}\n`);
};

export const readState = async (file: string): Promise<Running | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : running.safeParse(JSON.parse(text)).data;
};
