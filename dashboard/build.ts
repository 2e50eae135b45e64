import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageFiles } from '../functions/portal/contract.ts';
import { portalPage } from './page.ts';

/** `tsx dashboard/build.ts [folder]`: writes the page and its policy there, or to dashboard/dist. */
const folder = process.argv[2] ?? fileURLToPath(new URL('dist', import.meta.url));

const { html, policy } = await portalPage();
await mkdir(folder, { recursive: true });
await Promise.all([writeFile(join(folder, pageFiles.page), html), writeFile(join(folder, pageFiles.policy), policy)]);
