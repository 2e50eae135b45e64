import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  DistributedMap,
  Fail,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  type StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { forAMinuteAndAHalf } from './retries.ts';
import type { StageFunction } from './stage-function.ts';
import { StageMachine } from './stage-machine.ts';
import { alreadyStarted, goOnAnew, lambdaStep } from './stage-step.ts';

/** The pause between two pages. It keeps executions from all being under way at once: closes compete for the next invoice
 *  number. */
const pagePace = Duration.seconds(3);

/** How many executions are started at the same time. */
const startsAtOnce = 20;

/** How far the machine has come, as the function that reads pages gets it. */
const progress = {
  cursor: JsonPath.stringAt('$.cursor'),
  run: JsonPath.stringAt('$.run'),
  pages: JsonPath.numberAt('$.pages'),
  incomplete: JsonPath.objectAt('$.incomplete'),
};

export interface StartPagesProps {
  /** Reads one page. It answers what to start, and how far it is then, with `next` for what follows: `page`, `execution` or
   *  `end` (functions/platform/after-page.ts). */
  readonly page: StageFunction;
  /** The machine whose executions are started. */
  readonly machine: StateMachine;
  /** Names of two states: of the map over a page, and of what it does with one item. */
  readonly names: { readonly all: string; readonly one: string };
  /** The JSON path of a page's items. The `name` of an item becomes the name of its execution. */
  readonly itemsPath: string;
  /** The input of an execution, by JSON paths into its item. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** A machine that starts an execution for each item of a list, a page at a time. It takes no input.
 *
 *  A page's items are started by child executions of a map. Their history events do not count here, so that a page takes
 *  about fifteen of the 25,000; after a number of pages another execution goes on. A page of which something could not be
 *  started is passed over: the other pages are still done, and then the machine fails as `Incomplete`. */
export const startPages = (scope: Construct, id: string, props: StartPagesProps): StageMachine => {
  const page = lambdaStep(scope, 'Page', { handler: props.page, input: progress, resultPath: '$' });
  const next = goOn(scope, page);
  const pageNotStarted = new Pass(scope, 'PageNotStarted', {
    result: Result.fromBoolean(true),
    resultPath: '$.incomplete',
  });
  const all = startAll(scope, props);
  all.addCatch(pageNotStarted, { resultPath: JsonPath.DISCARD });
  pageNotStarted.next(next);
  page.next(all).next(next);
  const machine = new StageMachine(scope, id, begin(scope, page));
  machine.letStartItself();
  acknowledgeChildren(machine);
  return machine;
};

/** Begins at the first page, or where the execution before handed on: then the input has a `run`. */
const begin = (scope: Construct, page: IChainable): IChainable => {
  const run = JsonPath.stringAt('$$.Execution.Name');
  const first = new Pass(scope, 'FromStart', { parameters: { cursor: '', run, pages: 0, incomplete: false } });
  return new Choice(scope, 'IsUnderWay').when(Condition.isPresent('$.run'), page).otherwise(first.next(page));
};

const goOn = (scope: Construct, page: IChainable): Choice => {
  const pace = new Wait(scope, 'Pace', { time: WaitTime.duration(pagePace) });
  const input = { 'cursor.$': '$.cursor', 'run.$': '$.run', pages: 0, 'incomplete.$': '$.incomplete' };
  const anew = goOnAnew(scope, 'GoOnAnew', input, new Succeed(scope, 'HandedOn'));
  const notAll = new Fail(scope, 'Incomplete', { error: 'Incomplete', cause: 'Not every page was started whole' });
  return new Choice(scope, 'IsLastPage')
    .when(Condition.stringEquals('$.next', 'page'), pace.next(page))
    .when(Condition.stringEquals('$.next', 'execution'), anew)
    .when(Condition.booleanEquals('$.incomplete', true), notAll)
    .otherwise(new Succeed(scope, 'AllStarted'));
};

/** Starts an execution for each item of a page. One whose name is taken was started by an earlier try: that is as good. */
const startAll = (scope: Construct, { machine, names, itemsPath, input }: StartPagesProps): DistributedMap => {
  const start = new StepFunctionsStartExecution(scope, names.one, {
    stateMachine: machine,
    name: JsonPath.stringAt('$.name'),
    input: TaskInput.fromObject({ ...input }),
  });
  start.addRetry({ errors: alreadyStarted, maxAttempts: 0 });
  start.addRetry(forAMinuteAndAHalf);
  start.addCatch(new Pass(scope, 'StartedBefore'), { errors: alreadyStarted });
  const all = new DistributedMap(scope, names.all, {
    itemsPath,
    mapExecutionType: StateMachineType.EXPRESS,
    maxConcurrency: startsAtOnce,
    resultPath: JsonPath.DISCARD,
  });
  all.itemProcessor(start);
  return all;
};

/** The CDK lets the machine describe, stop and redrive the child executions of its own map, by an ARN with a wildcard; that
 *  is said to cdk-nag with its reason. */
const acknowledgeChildren = (machine: StateMachine): void => {
  const arn = JSON.stringify(Stack.of(machine).resolve(machine.stateMachineArn));
  const executions = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",${arn}]}]}`;
  const reason = 'The child executions of its own map have names that are not known before.';
  const ids = [`${executions}:*`, `${executions}/*:*`].map((of) => `AwsSolutions-IAM5[Resource::${of}]`);
  const policy = machine.node.findChild('DistributedMapPolicy');
  for (const id of ids) Validations.of(policy).acknowledge({ id, reason });
};
