import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { z } from 'zod';
import { type Target, targetOf, targetOptions } from './target.ts';

/** Sets the tax rates of a file over the HTTP API; those that are set already stay as they are.
 *  `npm run tax-rates -- bin/example-tax-rates.json --url https://…/v1 --key <admin key>`; without them METERLINE_URL and
 *  METERLINE_KEY, else the local stack. */
const fileSchema = z.object({ notice: z.string().optional(), rates: z.array(z.record(z.string(), z.unknown())) });
type Rate = z.output<typeof fileSchema>['rates'][number];

const problemSchema = z.object({ code: z.string(), detail: z.string() });

interface Outcome {
  readonly rate: Rate;
  readonly result: 'set' | 'there already' | 'refused';
  readonly detail: string;
}

const post = async ({ url, key }: Target, rate: Rate): Promise<Outcome> => {
  const response = await fetch(`${url}/tax-rates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(rate),
  });
  const text = await response.text();
  if (response.ok) return { rate, result: 'set', detail: '' };
  if (response.status !== 400 && response.status !== 409) throw new Error(`${response.status}: ${text}`);
  const { code, detail } = problemSchema.parse(JSON.parse(text));
  return { rate, result: code === 'tax_rate_overlaps' ? 'there already' : 'refused', detail: `${code}: ${detail}` };
};

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ options: targetOptions, allowPositionals: true });
  const [file] = positionals;
  if (file === undefined) throw new Error('npm run tax-rates -- <file> [--url …] [--key …]');
  const { notice, rates } = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  if (notice !== undefined) process.stdout.write(`${notice}\n`);
  const target = await targetOf(values);
  const bar = new SingleBar({ format: '{bar} {value}/{total} tax rates' }, Presets.shades_classic);
  bar.start(rates.length, 0);
  const outcomes: Outcome[] = [];
  for (const rate of rates) {
    outcomes.push(await post(target, rate));
    bar.update(outcomes.length);
  }
  bar.stop();
  for (const { rate, result, detail } of outcomes) {
    const place = [rate.country, rate.region].filter((part) => part !== undefined).join('-');
    process.stdout.write(`  ${place} ${rate.name} ${rate.percent} %: ${result}  ${detail}\n`);
  }
  if (outcomes.some(({ result }) => result === 'refused')) process.exitCode = 1;
};

await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
