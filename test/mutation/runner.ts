import { type RunnerTestCase, TestRunner } from 'vitest';
import { readPlan, tell } from './plan.ts';

/** How often mutants are come to, by their ids. */
type Hits = Readonly<Record<string, number>>;

/** What the switches look at that the instrumenter puts into the code. */
interface Switches {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  /** An active mutant is counted each time that it is come to, and throws beyond the limit: it may never end. */
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: Readonly<Record<'static', Hits>> & { readonly perTest: Readonly<Record<string, Hits>> };
}

declare global {
  var __stryker__: Switches | undefined;
  /** Test files share the process: what one of them has noticed, the next need not try. */
  var __mutantsDone__: Set<string> | undefined;
}

const plan = readPlan();
const switches: Switches = globalThis.__stryker__ ?? {};
globalThis.__stryker__ = switches;
const done = globalThis.__mutantsDone__ ?? new Set(plan.done);
globalThis.__mutantsDone__ = done;

/** Seconds of the processor. A test that needs more the first time is not repeated for each mutant. */
const most = 1;

/** A run of a test: as the code is, with a mutant, or as the code is to see that the mutant has left nothing behind. */
type Try = { readonly kind: 'first' } | { readonly kind: 'mutant' | 'clean' | 'again'; readonly mutant: string };

/** Runs each test once as it is, and then with each mutant that it comes to and that no test has noticed yet.
 *
 *  All runs are in one process, and modules are not loaded again. So a mutant counts as noticed only if the test fails with
 *  it, passes without it, and fails with it once more. */
export default class MutantRunner extends TestRunner {
  private now: Try = { kind: 'first' };
  private waiting: string[] = [];
  private reached: Hits = {};
  private started = process.cpuUsage();

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    test.repeats = Number.POSITIVE_INFINITY;
    this.now = { kind: 'first' };
  }

  override onBeforeTryTask(test: RunnerTestCase): void {
    super.onBeforeTryTask(test);
    if (test.result !== undefined) {
      test.result.state = 'run';
      delete test.result.errors;
    }
    const { now } = this;
    const isMutant = now.kind === 'mutant' || now.kind === 'again';
    if (now.kind === 'first') this.started = process.cpuUsage();
    switches.currentTestId = now.kind === 'first' ? test.id : undefined;
    switches.activeMutant = isMutant ? now.mutant : undefined;
    switches.hitCount = isMutant ? 0 : undefined;
    switches.hitLimit = isMutant ? 1000 + 100 * (this.reached[now.mutant] ?? 0) : undefined;
    if (now.kind === 'mutant') tell(plan.news, { trying: now.mutant });
  }

  onAfterRetryTask(test: RunnerTestCase): void {
    switches.activeMutant = undefined;
    const isFailed = test.result?.state === 'fail';
    const next = this.now.kind === 'first' ? this.begun(test, isFailed) : this.goneOn(this.now, isFailed);
    if (next !== undefined) this.now = next;
    else if (test.result !== undefined) test.result.state = 'skip';
  }

  private begun(test: RunnerTestCase, isFailed: boolean): Try | undefined {
    this.reached = switches.mutantCoverage?.perTest[test.id] ?? {};
    if (isFailed) return this.unused(test, 'it fails without any mutant');
    tell(plan.news, { reached: Object.keys(this.reached) });
    tell(plan.news, { loaded: Object.keys(switches.mutantCoverage?.static ?? {}) });
    const { user, system } = process.cpuUsage(this.started);
    if (user + system > most * 1_000_000) return this.unused(test, 'it takes too long');
    this.waiting = Object.keys(this.reached).filter((mutant) => !done.has(mutant));
    return this.nextMutant();
  }

  private goneOn(now: Exclude<Try, { kind: 'first' }>, isFailed: boolean): Try | undefined {
    const { kind, mutant } = now;
    if (kind === 'mutant') return isFailed ? { kind: 'clean', mutant } : this.nextMutant();
    if (kind === 'clean') return isFailed ? undefined : { kind: 'again', mutant };
    if (isFailed) {
      done.add(mutant);
      tell(plan.news, { noticed: mutant });
    }
    return this.nextMutant();
  }

  private nextMutant(): Try | undefined {
    const mutant = this.waiting.shift();
    return mutant === undefined ? undefined : { kind: 'mutant', mutant };
  }

  private unused(test: RunnerTestCase, why: string): undefined {
    tell(plan.news, { unused: `${test.file.name}, ${test.name}: ${why}` });
  }
}
