import { fileURLToPath } from 'node:url';
import { writePortalPage } from './page.ts';

/** `tsx dashboard/build.ts [folder]`: writes the page and its policy there, or to dashboard/dist, to look at. */
writePortalPage(process.argv[2] ?? fileURLToPath(new URL('dist', import.meta.url)));
