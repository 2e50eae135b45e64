import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openApiDocument } from '../../../functions/platform/http/openapi.ts';
import { openApiFile } from '../../../functions/portal/contract.ts';
import { documentedRoutes } from '../../../functions/portal/documented-routes.ts';
import { handler } from '../../../functions/portal/public.handler.ts';
import { writeOpenApi } from '../../../lib/api/openapi-file.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';

const folder = mkdtempSync(join(tmpdir(), 'meterline-openapi-'));
writeOpenApi(folder);
vi.mock('node:fs/promises', () => ({
  readFile: async (url: URL) => readFileSync(join(folder, url.pathname.split('/').at(-1) ?? ''), 'utf8'),
}));
afterAll(() => rmSync(folder, { recursive: true }));

const call = (headers: Readonly<Record<string, string>> = {}) =>
  handler(httpEvent({ route: `GET /${openApiFile}`, caller: { kind: 'nobody' }, headers }), lambdaContext);

describe('the OpenAPI document', () => {
  it('is what the routes say, with the address that the stage has', async () => {
    const { statusCode, body } = await call();
    expect(statusCode).toBe(200);
    const document: unknown = JSON.parse(
      JSON.stringify(openApiDocument(documentedRoutes, 'https://api.example.com/v1')),
    );
    expect(JSON.parse(body)).toEqual(document);
  });

  it('may be kept, and whoever has this version gets it no second time', async () => {
    const { headers } = await call();
    const etag = String(headers?.etag);
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=300', 'content-type': 'application/json' });
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      expect(await call({ 'If-None-Match': known })).toMatchObject({ statusCode: 304, body: '', headers: { etag } });
    }
    for (const other of ['', '"other"', etag.slice(1, -1)]) {
      expect((await call({ 'If-None-Match': other })).statusCode).toBe(200);
    }
  });
});

it('health is never kept', async () => {
  const { headers, body } = await handler(
    httpEvent({ route: 'GET /health', caller: { kind: 'nobody' } }),
    lambdaContext,
  );
  expect([JSON.parse(body), headers?.['cache-control']]).toEqual([{ status: 'ok' }, 'no-store']);
});
