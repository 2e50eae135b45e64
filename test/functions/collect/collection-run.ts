import { z } from 'zod';
import { handler as announceStage } from '../../../functions/collect/announce-stage.handler.ts';
import { handler as attempt } from '../../../functions/collect/attempt.handler.ts';
import { handler as giveUp } from '../../../functions/collect/give-up.handler.ts';
import { handler as recordPayment } from '../../../functions/collect/record-payment.handler.ts';
import { handler as wait } from '../../../functions/collect/wait/wait.handler.ts';
import { lambdaContext } from '../platform/http-event.ts';
import type { CollectWorld } from './collect-world.ts';
import { Outage } from './collect-world.ts';
import { invoiceOf } from './overdue.ts';

const handlers = { attempt, recordPayment, announceStage, giveUp } as const;
type StepName = keyof typeof handlers | 'wait';

const result = z.looseObject({
  attempt: z.int().optional(),
  outcome: z.string().optional(),
  next: z.string().optional(),
});
const { id: invoiceId, customerId } = invoiceOf();

/** An execution of the collection's state machine: the same way through the real steps. */
export class CollectionRun {
  at: StepName | 'ended' = 'attempt';
  /** The outcomes of all steps so far. */
  readonly path: string[] = [];
  private attempt = 1;
  private token = '';
  private waits = 0;

  constructor(
    private readonly world: CollectWorld,
    /** How often each step is run at least. */
    private readonly repeats: () => number = () => 1,
  ) {}

  get waiting(): boolean {
    return this.at === 'wait' && this.world.tokens.has(this.token);
  }

  /** Until it waits for somebody, or has ended.
   *  @param stop the step to stop before */
  async run(stop?: StepName): Promise<void> {
    while (this.at !== 'ended' && this.at !== stop && !this.waiting) await this.step();
  }

  private async step(): Promise<void> {
    const name = this.at;
    if (name === 'ended') return;
    if (name === 'wait') {
      await this.wait();
      return;
    }
    const answer = result.parse(await this.patiently(name));
    this.path.push(answer.outcome ?? answer.next ?? name);
    this.attempt = answer.attempt ?? this.attempt;
    this.at = after(name, answer.outcome ?? answer.next);
  }

  /** The wait is over: somebody sent the token back. */
  goOn(): void {
    if (this.at === 'wait' && !this.waiting) this.at = 'attempt';
  }

  /** Each try has a token of its own; with the try, the token ends. */
  private async wait(): Promise<void> {
    for (;;) {
      this.waits += 1;
      this.token = `token ${this.waits}`;
      this.world.tokens.add(this.token);
      try {
        await wait({ customerId, invoiceId, attempt: this.attempt, token: this.token }, lambdaContext);
        break;
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        if (!this.world.tokens.delete(this.token)) break;
      }
    }
    this.path.push('wait');
    if (!this.waiting) this.at = 'attempt';
  }

  private async patiently(name: Exclude<StepName, 'wait'>): Promise<unknown> {
    const step = { customerId, invoiceId, attempt: this.attempt };
    let successes = 0;
    let answer: unknown;
    for (const wanted = this.repeats(); successes < wanted; ) {
      try {
        answer = await handlers[name](step, lambdaContext);
        successes += 1;
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
      }
    }
    return answer;
  }
}

const after = (name: StepName, outcome: string | undefined): StepName | 'ended' => {
  if (name === 'announceStage') return outcome === 'give_up' ? 'giveUp' : 'wait';
  if (name !== 'attempt') return 'ended';
  switch (outcome) {
    case 'paid':
      return 'recordPayment';
    case 'declined':
      return 'announceStage';
    case 'not_yet':
      return 'wait';
    case 'give_up':
      return 'giveUp';
    default:
      return 'ended';
  }
};
