import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Paths from the root of all files below a folder, without what is made or installed. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|\.venv|\.run|\.screenshots|dist|__pycache__)\//.test(path));

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A file of TypeScript. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** What it imports and exports from elsewhere, types too: paths from the root for our own, package names for others. */
  readonly imports: readonly string[];
}

/** All TypeScript below a folder. */
export const sourcesIn = (folder: string): readonly Source[] =>
  filesIn(folder)
    .filter((path) => /\.tsx?$/.test(path))
    .map(readSource);

const importing = /^(?:import|export)\s[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

const readSource = (path: string): Source => {
  const text = textOf(path);
  const names = [...text.matchAll(importing)].map(([, from, whole, late]) => from ?? whole ?? late ?? '');
  return { path, text, imports: names.map((name) => (name.startsWith('.') ? join(dirname(path), name) : name)) };
};

/** A file and all of `sources` that it uses, also by what it uses. */
export const reachableFrom = (start: string, sources: readonly Source[]): readonly Source[] => {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const found = new Set<Source>();
  const visit = (path: string): void => {
    const source = byPath.get(path);
    if (source === undefined || found.has(source)) return;
    found.add(source);
    for (const name of source.imports) visit(name);
  };
  visit(start);
  return [...found];
};

/** Files that lead back to themselves by what they import: one such way each, as `a → b → a`. */
export const circlesIn = (sources: readonly Source[]): readonly string[] => {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): readonly string[] => {
    const begin = way.indexOf(path);
    if (begin >= 0) return [[...way.slice(begin), path].join(' → ')];
    if (done.has(path)) return [];
    const found = (importsOf.get(path) ?? []).flatMap((next) => visit(next, [...way, path]));
    done.add(path);
    return found;
  };
  return sources.flatMap(({ path }) => visit(path, []));
};
