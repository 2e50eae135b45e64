import { z } from 'zod';
import type { Comparison, Definition, Rule, State } from './definition.ts';
import { type Context, isPresent, parametersOf, valueAt, withResult } from './json-path.ts';

/** What AWS allows: `docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html`. The history of an express execution
 *  has no limit. */
export const limits = { historyEvents: 25_000, payloadBytes: 262_144, nameLength: 80 } as const;

/** History events beside `…StateEntered` and `…StateExited`, by `HistoryEvent` of the API reference: a function is
 *  `LambdaFunctionScheduled`, `…Started` and `…Succeeded` or `…Failed`, each try anew; a service `TaskScheduled`, `…Started` and
 *  `…Succeeded`; a distributed map `MapStateStarted`, `MapRunStarted`, `MapRunSucceeded` and `MapStateSucceeded`, whatever its
 *  children do, which have histories of their own. */
const events = { attempt: 3, distributedMap: 4, execution: 2 } as const;

/** What an execution came to. */
export interface Recorded {
  readonly machine: string;
  readonly name: string;
  readonly isExpress: boolean;
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error: string | null;
  readonly historyEvents: number;
  /** Of the largest input, output, or parameters of any of its states. */
  readonly payloadBytes: number;
  /** That its waits took. */
  readonly seconds: number;
}

/** What a task does; throws a `TaskError` where it fails. */
export type Task = (input: unknown) => unknown;

export class TaskError extends Error {
  constructor(override readonly name: string) {
    super(name);
  }
}

const startSchema = z.object({ StateMachineArn: z.string(), Name: z.string().optional(), Input: z.unknown() });

interface Run {
  readonly context: Context;
  historyEvents: number;
  payloadBytes: number;
  seconds: number;
}

/** Step Functions as far as the sizes of executions go: walks definitions in JSONPath, and counts. */
export class StateMachines {
  readonly recorded: Recorded[] = [];
  private readonly waiting: { readonly machine: string; readonly name: string; readonly input: unknown }[] = [];
  /** `<machine>/<name>` of each execution. */
  readonly names = new Set<string>();
  private made = 0;

  /** @param tasks by the beginning of the function's logical id */
  constructor(
    private readonly definitions: ReadonlyMap<string, Definition>,
    private readonly tasks: Readonly<Record<string, Task>>,
  ) {}

  /** Runs it, and then all that is started, in turn. Of machines that it has no definition of it only knows the names of what
   *  is started. */
  async run(machine: string, input: unknown): Promise<void> {
    this.start(machine, undefined, input);
    for (const next of this.waiting) {
      const definition = this.definitions.get(next.machine);
      if (definition !== undefined) await this.execute(definition, next, false);
    }
    this.waiting.length = 0;
  }

  private start(machine: string, name: string | undefined, input: unknown): void {
    this.made += 1;
    const known = name ?? `execution-${this.made}`;
    const key = `${machine}/${known}`;
    if (this.names.has(key)) throw new TaskError('StepFunctions.ExecutionAlreadyExistsException');
    if (known.length > limits.nameLength) throw new TaskError('StepFunctions.InvalidNameException');
    this.names.add(key);
    this.waiting.push({ machine, name: known, input });
  }

  private async execute(
    definition: Definition,
    { machine, name, input }: { readonly machine: string; readonly name: string; readonly input: unknown },
    isExpress: boolean,
  ): Promise<Recorded> {
    const context = { Execution: { Name: name }, StateMachine: { Id: machine } };
    const run: Run = { context, historyEvents: events.execution, payloadBytes: 0, seconds: 0 };
    const error = await this.walk(definition, input, run);
    const { historyEvents, payloadBytes, seconds } = run;
    const status = error === null ? 'SUCCEEDED' : 'FAILED';
    const recorded: Recorded = { machine, name, isExpress, status, error, historyEvents, payloadBytes, seconds };
    this.recorded.push(recorded);
    return recorded;
  }

  /** @returns the error that it ends with */
  private async walk({ StartAt, States }: Definition, from: unknown, run: Run): Promise<string | null> {
    let input = from;
    measure(run, from);
    let at: string | undefined = StartAt;
    while (at !== undefined) {
      const state: State | undefined = States[at];
      if (state === undefined) throw new TypeError(`no state ${at}`);
      run.historyEvents += state.Type === 'Fail' ? 1 : 2;
      if (state.Type === 'Fail') return state.Error ?? 'States.Runtime';
      if (state.Type === 'Succeed') return null;
      const step = await this.step(state, input, run);
      if ('error' in step) return step.error;
      if (step.input !== input) measure(run, step.input);
      ({ input, at } = step);
    }
    return null;
  }

  private async step(state: State, input: unknown, run: Run): Promise<Step> {
    switch (state.Type) {
      case 'Choice':
        return { input, at: state.Choices.find((rule) => holds(rule, input))?.Next ?? state.Default };
      case 'Wait':
        run.seconds += state.Seconds ?? 0;
        return { input, at: state.Next };
      case 'Pass': {
        const { Parameters, Result } = state;
        const result = Parameters === undefined ? (Result ?? input) : parametersOf(Parameters, input, run.context);
        return { input: withResult(input, state.ResultPath, result), at: state.Next };
      }
      default:
        return this.try(state, input, run);
    }
  }

  private async try(state: State, input: unknown, run: Run): Promise<Step> {
    const tried = state.Retry.map(() => 0);
    for (;;) {
      try {
        const result = state.Type === 'Map' ? await this.map(state, input, run) : await this.task(state, input, run);
        return { input: withResult(input, state.ResultPath, result), at: state.Next };
      } catch (error) {
        if (!(error instanceof TaskError)) throw error;
        const retrier = state.Retry.findIndex((one) => matches(one.ErrorEquals, error.name));
        if (retrier >= 0 && (tried[retrier] ?? 0) < (state.Retry[retrier]?.MaxAttempts ?? 0)) {
          tried[retrier] = (tried[retrier] ?? 0) + 1;
          continue;
        }
        const caught = state.Catch.find((one) => matches(one.ErrorEquals, error.name));
        if (caught === undefined) return { error: error.name };
        const path = caught.ResultPath === undefined ? '$' : caught.ResultPath;
        return { input: withResult(input, path, { Error: error.name }), at: caught.Next };
      }
    }
  }

  private async task({ Resource = '', Parameters = {} }: State, input: unknown, run: Run): Promise<unknown> {
    const payload = parametersOf(Parameters, input, run.context);
    measure(run, payload);
    run.historyEvents += events.attempt;
    if (Resource.endsWith(':states:startExecution')) {
      const { StateMachineArn, Name, Input } = startSchema.parse(payload);
      this.start(StateMachineArn, Name, Input);
      return {};
    }
    const task = Object.entries(this.tasks).find(([id]) => Resource.startsWith(id))?.[1];
    if (task === undefined) throw new TypeError(`no task for ${Resource}`);
    // What travels is JSON.
    return JSON.parse(JSON.stringify(await task(payload)));
  }

  /** Distributed, by path, each item an express execution of its own. */
  private async map({ ItemsPath = '$', ItemProcessor }: State, input: unknown, run: Run): Promise<unknown> {
    if (ItemProcessor?.ProcessorConfig?.Mode !== 'DISTRIBUTED') throw new TypeError('only distributed maps are known');
    run.historyEvents += events.distributedMap;
    const results: Recorded[] = [];
    for (const [index, item] of z
      .array(z.unknown())
      .parse(valueAt(ItemsPath, input, run.context))
      .entries()) {
      const child = {
        machine: run.context.StateMachine.Id,
        name: `${run.context.Execution.Name}/${index}`,
        input: item,
      };
      results.push(await this.execute(ItemProcessor, child, true));
    }
    if (results.some(({ status }) => status === 'FAILED'))
      throw new TaskError('States.ExceedToleratedFailureThreshold');
    return results.map(() => ({}));
  }
}

type Step = { readonly input: unknown; readonly at: string | undefined } | { readonly error: string };

const measure = (run: Run, payload: unknown): void => {
  run.payloadBytes = Math.max(run.payloadBytes, Buffer.byteLength(JSON.stringify(payload ?? null)));
};

const matches = (errors: readonly string[], name: string): boolean =>
  errors.includes('States.ALL') || errors.includes(name);

const nowhere: Context = { Execution: { Name: '' }, StateMachine: { Id: '' } };

const holds = ({ And, ...rule }: Rule, input: unknown): boolean =>
  And === undefined ? compares(rule, input) : And.every((one) => compares(one, input));

const compares = (rule: Comparison, input: unknown): boolean => {
  const { Variable, IsPresent, StringEquals, BooleanEquals, NumericGreaterThanEquals } = rule;
  if (IsPresent !== undefined) return isPresent(Variable, input) === IsPresent;
  const value = valueAt(Variable, input, nowhere);
  if (StringEquals !== undefined) return value === StringEquals;
  if (BooleanEquals !== undefined) return value === BooleanEquals;
  if (NumericGreaterThanEquals !== undefined) return Number(value) >= NumericGreaterThanEquals;
  throw new TypeError(`a comparison that is not known here: ${JSON.stringify(rule)}`);
};
