import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedRoutes } from '../../functions/portal/documented-routes.ts';
import { isPathOf, type Link, type NamedRoute, type Page } from './page.ts';
import { allPages, readPage, root, topics } from './pages.ts';

const pages = allPages();
const byPath = new Map(pages.map((page) => [page.path, page]));

const isOutside = ({ target }: Link): boolean => /^[a-z]+:/.test(target);

/** Whether it leads to a file, or a heading of one. */
const leadsSomewhere = (page: Page, { target }: Link): boolean => {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? page.path : join(dirname(page.path), file);
  if (!existsSync(join(root, path))) return false;
  return anchor === undefined || (byPath.get(path) ?? readPage(path)).anchors.has(anchor);
};

const known = documentedRoutes.flatMap(({ routes }) => Object.values(routes));
const exists = ({ method, path }: NamedRoute): boolean =>
  known.some((route) => route.method === method && isPathOf(path, route.path));

describe('the documents', () => {
  it('have an index of all topics', () => {
    const linked = readPage('docs/README.md').links.map(({ target }) => join('docs', target));
    expect(topics.filter((path) => !linked.includes(path))).toEqual([]);
  });

  it('link to what is there', () => {
    const broken = pages.flatMap((page) =>
      page.links
        .filter((link) => !isOutside(link) && !leadsSomewhere(page, link))
        .map(({ target, line }) => `${page.path}:${line}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name routes that are there', () => {
    const unknown = pages.flatMap(({ path: page, routes }) =>
      routes.filter((route) => !exists(route)).map(({ method, path, line }) => `${page}:${line}: ${method} ${path}`),
    );
    expect(unknown).toEqual([]);
  });

  it('show results only right after the commands that print them', () => {
    const stray = ['README.md', 'docs/README.md', ...topics]
      .map(readPage)
      .flatMap((page) => page.stray.map(({ language, line }) => `${page.path}:${line}: ${language}`));
    expect(stray).toEqual([]);
  });
});
