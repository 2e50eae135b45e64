import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { vi } from 'vitest';
import { z } from 'zod';
import { handler } from '../../../functions/catalog/api/api.handler.ts';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import { mockClient } from '../../support/mock-client.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { CatalogTable } from './catalog-table.ts';

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const object = z.record(z.string(), z.unknown());

/** The catalog's HTTP handler over a table and a bus in memory. */
export class CatalogApi {
  readonly table = new CatalogTable();
  private readonly bus = mockClient(EventBridgeClient);

  constructor() {
    vi.stubEnv('CATALOG_TABLE', 'catalog');
    vi.stubEnv('BUS_NAME', 'bus');
    vi.stubEnv('GRACE_HOURS', '1');
    vi.stubEnv('USAGE_WINDOW_MINUTES', '60');
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    this.bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
  }

  /** @param route `POST /plans/{planId}/versions` */
  async call(route: string, body?: unknown, parameters: Record<string, string> = {}, caller = admin) {
    const answer = await handler(httpEvent({ route, body, parameters, caller }), lambdaContext);
    return { status: answer.statusCode, body: object.parse(JSON.parse(answer.body)) };
  }

  /** @returns the answer's status, code and the place of the first mistake */
  async refusal(route: string, body?: unknown, parameters: Record<string, string> = {}) {
    const { status, body: problem } = await this.call(route, body, parameters);
    return { status, code: problem.code, pointer: problem.pointer };
  }

  /** What was announced, without the ids. */
  announced() {
    return this.announcements().map(({ type, detail: { eventId: _, ...news } }) => ({ type, ...news }));
  }

  announcements() {
    return this.bus
      .commandCalls(PutEventsCommand)
      .flatMap(({ args: [{ input }] }) => input.Entries ?? [])
      .map(({ DetailType, Detail }) => ({ type: DetailType, detail: object.parse(JSON.parse(Detail ?? '{}')) }));
  }
}
