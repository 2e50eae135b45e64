import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const sources = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|\.venv|\.run|dist)\//.test(path));

interface Source {
  readonly path: string;
  readonly text: string;
  /** Paths from the root for our own, package names for others. */
  readonly imports: readonly string[];
}

const read = (path: string): Source => {
  const text = readFileSync(join(root, path), 'utf8');
  const names = [...text.matchAll(/^(?:import|export)\s[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  const imports = names.map((name) => (name.startsWith('.') ? join(dirname(path), name) : name));
  return { path, text, imports };
};

const functions = sources('functions').map(read);

/** A stage may use what lies before it. */
const order = [
  'money',
  'kernel',
  'platform',
  'catalog',
  'ingest',
  'meter',
  'rate',
  'invoice',
  'collect',
  'notify',
  'portal',
];
const stageOf = (path: string): string => path.split('/')[1] ?? '';

/** What may speak to the outside: handlers and parts of them (`…-api`), stores, queues, gateways, and what `lib/` shares. All others are pure. */
const impure = /(\.handler|(^|[-/])(store|service|queue|gateway|mailer|routes|contract|api))\.ts$/;
const isPure = ({ path }: Source): boolean => stageOf(path) !== 'platform' && !impure.test(path);

describe('who may import whom', () => {
  it('each stage uses only what lies before it', () => {
    const later = functions.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('functions/') && order.indexOf(stageOf(name)) > order.indexOf(stageOf(path)))
        .map((name) => `${path}: ${name}`),
    );
    expect(later).toEqual([]);
    expect(functions.filter(({ path }) => !order.includes(stageOf(path))).map(({ path }) => path)).toEqual([]);
  });

  it('money imports decimal.js and nothing else', () => {
    const foreign = functions
      .filter(({ path }) => stageOf(path) === 'money')
      .flatMap(({ imports }) => imports.filter((name) => !name.startsWith('functions/money/')));
    expect([...new Set(foreign)]).toEqual(['decimal.js']);
  });

  it('only money knows decimal.js', () => {
    const others = functions.filter(({ path, imports }) => stageOf(path) !== 'money' && imports.includes('decimal.js'));
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  it('pure files know no SDK, no platform, no store, no clock, no chance and no environment', () => {
    const worldly = /Date\.now\(|new Date\(\)|randomUUID|randomBytes|Math\.random|process\.env|Temporal\.Now/;
    const found = functions
      .filter(isPure)
      .flatMap(({ path, imports, text }) => [
        ...imports
          .filter((name) => /^@aws|^@middy|^functions\/platform\//.test(name))
          .map((name) => `${path}: ${name}`),
        ...imports
          .filter((name) => impure.test(name) && !name.endsWith('contract.ts'))
          .map((name) => `${path}: ${name}`),
        ...(worldly.test(text) ? [`${path}: ${worldly.exec(text)?.[0]}`] : []),
      ]);
    expect(found).toEqual([]);
  });

  it('a handler is used by nobody', () => {
    const users = functions.filter(({ imports }) => imports.some((name) => name.endsWith('.handler.ts')));
    expect(users.map(({ path }) => path)).toEqual([]);
  });

  it('lib takes from functions only what is meant for it: contracts and routes', () => {
    const meant = /(contract|routes|^functions\/platform\/http\/route)\.ts$/;
    const others = sources('lib')
      .map(read)
      .flatMap(({ path, imports }) =>
        imports.filter((name) => name.startsWith('functions/') && !meant.test(name)).map((name) => `${path}: ${name}`),
      );
    expect(others).toEqual([]);
  });
});

describe('the client, which is published by itself', () => {
  const client = sources('client').map(read);
  const foreign = (files: readonly Source[], allowed: RegExp): readonly string[] =>
    files.flatMap(({ path, imports }) =>
      imports.filter((name) => !allowed.test(name)).map((name) => `${path}: ${name}`),
    );

  it('imports nothing but Node.js and itself', () => {
    const published = client.filter(({ path }) => !path.startsWith('client/import/'));
    expect(foreign(published, /^node:|^client\/(?!import\/)/)).toEqual([]);
    expect(readFileSync(join(root, 'client/package.json'), 'utf8')).not.toMatch(/"(optionalD|peerD|d)ependencies"/);
  });

  it('its import command also a CSV reader and a progress bar, and nothing of the rest', () => {
    expect(foreign(client, /^node:|^client\/|^(csv-parse|cli-progress)$/)).toEqual([]);
  });
});

describe('how the tree is kept', () => {
  const all = ['bin', 'lib', 'functions', 'dashboard', 'client', 'localstack', 'bench', 'test']
    .flatMap((folder) => sources(folder))
    .map(read);

  it('no file is over 300 lines', () => {
    expect(all.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path)).toEqual([]);
  });

  it('no folder or file is named for nothing', () => {
    expect(
      all.map(({ path }) => path).filter((path) => /(^|[-/])(utils?|helpers?|common|misc|manager)([-./]|$)/.test(path)),
    ).toEqual([]);
  });

  it('a test stands where its source does', () => {
    const missing = sources('test/functions')
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => path.replace(/^test\//, '').replace(/\.test\.ts$/, ''))
      .filter((path) => !functions.some((source) => source.path.startsWith(path)) && !isLawOf(path));
    expect(missing).toEqual([]);
  });
});

/** Tests of a law that several files of a stage keep together. */
const isLawOf = (path: string): boolean => laws.includes(path);
const laws = [
  ...['functions/meter/exactly-once', 'functions/meter/consumer.fold', 'functions/meter/retention'],
  ...['functions/meter/void-retention', 'functions/invoice/late-usage', 'functions/rate/price-list'],
];
