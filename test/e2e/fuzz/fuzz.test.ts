import { describe, expect, it } from 'vitest';
import { inLanes } from '../../../functions/kernel/lanes.ts';
import { api, ok } from '../stack.ts';
import { Dice } from './dice.ts';
import { type HostileRequest, hostileRequest } from './hostile-request.ts';
import { describedIn } from './operations.ts';
import { RawClient } from './raw-client.ts';
import { makeWorld } from './world.ts';

/** Which requests are made. `FUZZ_SEED=1764555000 npx vitest run --project e2e test/e2e/fuzz` sends the same requests again. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const requests = Number(process.env.FUZZ_REQUESTS ?? 3_000);
const lanes = 12;
/** After so many seconds no more requests are sent, however slow the machine is; the first round is always sent whole. */
const seconds = 60;

/** Enough of a request to send it again. */
const shown = ({ method, target, headers, body }: HostileRequest): string =>
  `${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 200)} ${(body ?? '').slice(0, 600)}`;

describe('no input gives a 5xx', () => {
  it(`on any operation of the OpenAPI document (FUZZ_SEED=${seed})`, async () => {
    const described = describedIn(ok(await api.get('/openapi.json')));
    const world = await makeWorld();
    const dice = new Dice(seed);
    const client = new RawClient(new URL(api.base), api.key ?? '');
    const rounds = Math.ceil(requests / described.operations.length);
    const all = Array.from({ length: rounds }, (_, round) =>
      described.operations.map((operation) => hostileRequest(operation, described, world, dice, round === 0)),
    ).flat();
    const statuses = new Map<string, Set<number>>();
    const failures: string[] = [];
    const until = Date.now() + seconds * 1000;
    const sendOne = async (asked: HostileRequest): Promise<void> => {
      const send = () => client.send(asked.method, asked.target, asked.headers, asked.body);
      const first = await send();
      // What was contended may be sent again as it is: it was the others, and not the input.
      const { status, text } = first.status === 503 ? await send() : first;
      statuses.set(asked.operation, (statuses.get(asked.operation) ?? new Set()).add(status));
      if (status >= 500 || status === 0)
        failures.push(`${asked.operation} ${status} ${text.slice(0, 200)}\n  ${shown(asked)}`);
    };
    await inLanes(all.slice(0, described.operations.length), lanes, sendOne);
    await inLanes(all.slice(described.operations.length), lanes, async (asked) => {
      if (Date.now() < until) await sendOne(asked);
    });
    client.close();
    const { data } = await api.get('/dead-letters?limit=50').then(ok);
    expect(JSON.stringify(data)).not.toContain(world.customerId?.[0]);
    expect(failures.slice(0, 200).join('\n')).toBe('');
    expect([...statuses.values()].filter((seen) => [...seen].some((status) => status < 300)).length).toBeGreaterThan(
      50,
    );
  }, 240_000);
});
