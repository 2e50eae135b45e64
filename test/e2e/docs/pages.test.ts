import { describe, inject, it } from 'vitest';
import type { Block, Page } from '../../docs/page.ts';
import { root, triedPages } from '../../docs/pages.ts';
import { differenceFrom } from '../../docs/result.ts';
import { runBlocks } from './terminal.ts';

const target = inject('stack');

/** Milliseconds. Pages mostly wait: for a month of a test clock, for a backfill. */
const deadline = 400_000;

const told = ({ path }: Page, { commands, line }: Block, what: string, output: string): Error =>
  new Error(`${path}:${line}: ${what}\n\n${commands}\n\nprinted:\n${output.trim()}\n`);

/** @throws Error with the block that went wrong, and what it printed */
const tryPage = async (page: Page): Promise<void> => {
  const { outputs, exitCode } = await runBlocks(page.blocks, { root, target, deadline });
  page.blocks.forEach((block, index) => {
    const output = outputs[index];
    if (output === undefined) throw told(page, block, 'was not reached', '');
    const isLast = index === outputs.length - 1;
    if (isLast && exitCode !== 0) {
      throw told(page, block, exitCode === null ? 'took too long' : `failed with exit code ${exitCode}`, output);
    }
    const difference = block.result && differenceFrom(block.result, output);
    if (difference !== undefined) throw told(page, block, `prints something else: ${difference}`, output);
  });
};

describe.concurrent('the commands of a page do what it says', () => {
  it.for(triedPages())('$path', { timeout: deadline + 20_000 }, (page) => tryPage(page));
});
