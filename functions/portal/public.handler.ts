import { readFile } from 'node:fs/promises';
import { httpApi } from '../platform/http/http-api.ts';
import { openApiDocument } from '../platform/http/openapi.ts';
import { pageFiles } from './contract.ts';
import { documentedRoutes } from './documented-routes.ts';
import { pageHeaders } from './page-headers.ts';
import { publicRoutes } from './routes.ts';

/** Reads a file that the build has put beside the bundled handler. */
const builtFile = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8');

export const handler = httpApi(publicRoutes, {
  getPortal: async () => {
    const [content, policy] = await Promise.all([builtFile(pageFiles.page), builtFile(pageFiles.policy)]);
    return { content, contentType: 'text/html; charset=utf-8', headers: pageHeaders(policy) };
  },
  getOpenApi: async ({ baseUrl }) => ({ json: openApiDocument(documentedRoutes, baseUrl) }),
  getHealth: async () => ({ json: { status: 'ok' }, headers: { 'cache-control': 'no-store' } }),
});
