import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../../functions/platform/http/openapi.ts';
import { openApiFile, serverPlaceholder } from '../../functions/portal/contract.ts';
import { documentedRoutes } from '../../functions/portal/documented-routes.ts';

/** Puts the OpenAPI document beside the code of the function that serves it. It follows from the routes alone, but for the API's
 *  address, which only the deployed stage knows: the function puts that in. */
export const writeOpenApi = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, openApiFile), JSON.stringify(openApiDocument(documentedRoutes, serverPlaceholder)));
};
