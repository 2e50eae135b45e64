import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UsageError } from './import-error.ts';

export interface Destination {
  readonly url: string;
  readonly apiKey: string;
}

/** What `npm run local up` writes. */
const localOutputs = fileURLToPath(new URL('../../localstack/.run/outputs.json', import.meta.url));

/** As told, else the local stack. A key is never sent to another address than it was given for.
 *  @throws UsageError */
export const destination = async (
  url: string | undefined,
  key: string | undefined,
  outputs = localOutputs,
): Promise<Destination> => {
  if (url !== undefined && key !== undefined) return { url, apiKey: key };
  if (url !== undefined) throw new UsageError('Name the key, too: --key or METERLINE_API_KEY.');
  const local = await readFile(outputs, 'utf8').catch(() => undefined);
  if (local === undefined) {
    throw new UsageError(
      'Name the API: --url and --key, or METERLINE_URL and METERLINE_API_KEY; or start one: npm run local up.',
    );
  }
  const { apiUrl, adminKey }: { apiUrl: string; adminKey: string } = JSON.parse(local);
  return { url: `${apiUrl}/v1`, apiKey: key ?? adminKey };
};
