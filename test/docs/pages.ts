import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Page, pageOf } from './page.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const markdownIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();

export const readPage = (path: string): Page => pageOf(path, readFileSync(join(root, path), 'utf8'));

/** Those of the index, without the index. */
export const topics = markdownIn('docs').filter((path) => path !== 'docs/README.md');

/** What the project says of itself outside of its source folders. */
export const allPages = (): readonly Page[] =>
  [
    ...markdownIn('.'),
    ...readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => markdownIn(join('docs', entry.name))),
    ...markdownIn('docs'),
  ].map(readPage);

/** Pages whose commands are tried. */
export const triedPages = (): readonly Page[] =>
  ['README.md', 'docs/README.md', ...topics].map(readPage).filter(({ blocks }) => blocks.length > 0);
