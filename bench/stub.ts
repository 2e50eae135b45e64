import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Tally, tallySchema } from './tally.ts';

const address = z.object({ port: z.number() });

export interface Stored {
  readonly claims: number;
  readonly log: number;
}

/** AWS in another process, so that its CPU time is not measured. */
export class Stub {
  private constructor(
    private readonly child: ChildProcess,
    readonly endpoint: string,
  ) {}

  static async start(): Promise<Stub> {
    const child = fork(fileURLToPath(new URL('stub-aws.ts', import.meta.url)));
    const [message] = await once(child, 'message');
    const endpoint = `http://127.0.0.1:${address.parse(message).port}`;
    return new Stub(child, endpoint);
  }

  /** The bodies that were sent since it was asked last. */
  async takeMessages(): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.ask('/queue'));
  }

  /** What was called since it was asked last. */
  async takeTally(): Promise<Tally> {
    return tallySchema.parse(await this.ask('/tally'));
  }

  /** Bytes that DynamoDB would bill. */
  async stored(): Promise<Stored> {
    return z.object({ claims: z.number(), log: z.number() }).parse(await this.ask('/stored'));
  }

  /** Empties the tables. */
  async forget(): Promise<void> {
    await this.ask('/forget');
  }

  /** From now on an answer takes the time that it usually takes within a region. */
  async answerAsSlowlyAsAws(): Promise<void> {
    await this.ask('/wait');
  }

  stop(): void {
    this.child.disconnect();
  }

  private async ask(path: string): Promise<unknown> {
    return (await fetch(this.endpoint + path)).json();
  }
}
