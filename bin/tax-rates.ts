import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { z } from 'zod';
import { CalledWrongly } from './called-wrongly.ts';
import { runCommand } from './command.ts';
import { type Target, targetOf, targetOptions, targetUsage } from './target.ts';

/** Sets the tax rates of a file over the HTTP API; those that are set already stay as they are. */
const usage = `npm run tax-rates -- <file> [options]

  <file>                 rates as JSON, as in bin/example-tax-rates.json
${targetUsage}`;

const fileSchema = z.object({ notice: z.string().optional(), rates: z.array(z.record(z.string(), z.unknown())) });
type Rate = z.output<typeof fileSchema>['rates'][number];

/** @throws CalledWrongly if there is no such file, or no rates are in it */
const read = async (file: string): Promise<z.output<typeof fileSchema>> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CalledWrongly(`${file} cannot be read.`);
  });
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    throw new CalledWrongly(`${file} is not JSON with a list of "rates".`);
  }
};

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
  if (file === undefined || positionals.length > 1) throw new CalledWrongly('Name one file.');
  const { notice, rates } = await read(file);
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

await runCommand(usage, run);
