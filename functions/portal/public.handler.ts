import { readFile } from 'node:fs/promises';
import { plainHttpApi, type Reply } from '../platform/http/plain-http-api.ts';
import { openApiFile, pageFiles, serverPlaceholder } from './contract.ts';
import { pageHeaders } from './page-headers.ts';
import { publicRoutes } from './routes.ts';
import { isKnown, tagOf } from './tag.ts';

/** Reads a file that the build has put beside the bundled handler. */
const builtFile = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8');

/** The same for everybody until the next deployment: whoever has it asks after five minutes whether it is still the same. */
const openApiCaching = 'public, max-age=300';

export const handler = plainHttpApi(publicRoutes, {
  getPortal: async () => {
    const [content, policy] = await Promise.all([builtFile(pageFiles.page), builtFile(pageFiles.policy)]);
    return { content, contentType: 'text/html; charset=utf-8', headers: pageHeaders(policy) };
  },
  getOpenApi: async ({ baseUrl, headers }): Promise<Reply> => {
    const content = (await builtFile(openApiFile)).replaceAll(serverPlaceholder, () => baseUrl);
    const etag = tagOf(content);
    const caching = { etag, 'cache-control': openApiCaching };
    const contentType = 'application/json';
    return isKnown(headers['if-none-match'], etag)
      ? { status: 304, content: '', contentType, headers: caching }
      : { content, contentType, headers: caching };
  },
  getHealth: async () => ({ json: { status: 'ok' } }),
});
