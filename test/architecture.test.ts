import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesIn, root, type Source, sourcesIn } from './source-tree.ts';

const functions = sourcesIn('functions');

/** A stage may use what lies before it. */
const stages = [
  ...['money', 'kernel', 'platform', 'catalog', 'ingest', 'meter', 'rate', 'invoice'],
  ...['collect', 'notify', 'portal'],
];

/** The files that lie in a stage's own folder are a room as well. */
const itself = '.';

/** A room may use the rooms of its stage that stand before it. A stage without an entry has no rooms but itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  platform: [itself, 'table', 'http'],
  ingest: ['access', itself],
  catalog: [
    ...[itself, 'table', 'tax', 'meter', 'plan', 'test-clock', 'customer', 'subscription', 'coupon'],
    ...['change', 'archive', 'api'],
  ],
  meter: [
    ...[itself, 'counter', 'log', 'shard', 'count', 'usage', 'void', 'backfill', 'recount', 'measure'],
    ...['find', 'dead-letter'],
  ],
  invoice: [
    ...['table', 'tax', 'credit', itself, 'discount', 'wire', 'store', 'standing', 'period'],
    ...[
      'draft',
      'verify',
      'issue',
      'lifecycle',
      'document',
      'print',
      'credit-note',
      'late',
      'close',
      'evidence',
      'export',
      'simulation',
    ],
  ],
  collect: ['table', 'gateway', itself, 'wait', 'test-clock'],
};
const roomsOf = (stage: string): readonly string[] => rooms[stage] ?? [itself];
const stageOf = (path: string): string => path.split('/')[1] ?? '';
const roomOf = (path: string): string => (path.split('/').length > 3 ? (path.split('/')[2] ?? itself) : itself);

/** What may speak to the outside: handlers and parts of them (`…-api`), stores, services, queues, gateways, and what `lib/` shares. All others are pure. */
const impure = /(\.handler|(^|[-/])(store|service|queue|gateway|routes|contract|api))\.ts$/;
const isStore = (path: string): boolean => /(^|[-/])store\.ts$/.test(path);
const isService = (path: string): boolean => path.endsWith('-service.ts');
const isPure = ({ path }: Source): boolean => stageOf(path) !== 'platform' && !impure.test(path);

describe('who may import whom', () => {
  it('each stage uses only what lies before it', () => {
    const later = functions.flatMap(({ path, imports }) =>
      imports
        .filter(
          (name) => name.startsWith('functions/') && stages.indexOf(stageOf(name)) > stages.indexOf(stageOf(path)),
        )
        .map((name) => `${path}: ${name}`),
    );
    expect(later).toEqual([]);
    expect(functions.filter(({ path }) => !stages.includes(stageOf(path))).map(({ path }) => path)).toEqual([]);
  });

  it('a room uses only the rooms of its stage that stand before it', () => {
    const later = functions.flatMap(({ path, imports }) => {
      const order = roomsOf(stageOf(path));
      return imports
        .filter((name) => name.startsWith(`functions/${stageOf(path)}/`))
        .filter((name) => order.indexOf(roomOf(name)) > order.indexOf(roomOf(path)))
        .map((name) => `${path}: ${name}`);
    });
    expect(later).toEqual([]);
  });

  it('each room has its place in the order, and each place is a room', () => {
    const found = new Set(functions.map(({ path }) => `${stageOf(path)}/${roomOf(path)}`));
    const placed = stages.flatMap((stage) => roomsOf(stage).map((room) => `${stage}/${room}`));
    expect([...found].sort()).toEqual(placed.sort());
  });

  it('no files import each other in a circle, not even for types', () => {
    expect(circlesIn(functions)).toEqual([]);
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

  it('only stores send commands to tables', () => {
    const commands = /^import \{[^}]*\w+Command\b[^}]*\} from '@aws-sdk\/(client|lib)-dynamodb'/m;
    const access = /^import \{(?! type)[^}]*\} from '[^']*\/table\/(query|batch-get)\.ts'/m;
    const others = functions.filter(({ path }) => !isStore(path) && !path.startsWith('functions/platform/table/'));
    expect(others.filter(({ text }) => commands.test(text) || access.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('a service may commit what stores have prepared; a pure file may not', () => {
    const committing = functions.filter(({ imports }) => imports.includes('functions/platform/table/transaction.ts'));
    expect(committing.map(({ path }) => path).filter((path) => !isStore(path) && !isService(path))).toEqual([]);
  });

  it('what is called a store talks to a table', () => {
    const table = /^functions\/platform\/table\/(dynamo|query|transaction|batch-get)\.ts$|-store\.ts$|^@aws-sdk\//;
    const idle = functions.filter(({ path, imports }) => isStore(path) && !imports.some((name) => table.test(name)));
    expect(idle.map(({ path }) => path)).toEqual([]);
  });

  it('a handler is used by nobody', () => {
    const users = functions.filter(({ imports }) => imports.some((name) => name.endsWith('.handler.ts')));
    expect(users.map(({ path }) => path)).toEqual([]);
  });

  it('lib takes from functions only what is meant for it: contracts, routes, and the document that is made of them', () => {
    const meant = /((contract|routes?)|\/http\/openapi)\.ts$/;
    const others = sourcesIn('lib').flatMap(({ path, imports }) =>
      imports.filter((name) => name.startsWith('functions/') && !meant.test(name)).map((name) => `${path}: ${name}`),
    );
    expect(others).toEqual([]);
  });
});

describe('the names of environment variables', () => {
  const isContract = (path: string): boolean => /(^|[-/])contract\.ts$/.test(path);
  const sharing = [...functions, ...sourcesIn('lib')];
  const contracts = sharing.filter(({ path }) => isContract(path));
  const others = sharing.filter(({ path }) => !isContract(path));
  /** `someVariable = 'NAME'`, and the values of `tableVariables = { … }`. */
  const names = contracts.flatMap(({ text }) =>
    [...text.matchAll(/Variables? = ('[A-Z_]+'|\{[^}]*\})/g)].flatMap(([, value = '']) =>
      [...value.matchAll(/'([A-Z_]+)'/g)].map(([, name = '']) => name),
    ),
  );
  const found = (pattern: RegExp): readonly string[] =>
    others.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([match]) => `${path}: ${match}`));

  it('stand in one contract each', () => {
    expect(names).toContain('BUS_NAME');
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('stand nowhere else: lib and functions use the constants', () => {
    const one = names.join('|');
    expect(found(new RegExp(`['"\`.](${one})['"\`]|[{,\\s](${one}):|process\\.env\\.(${one})`, 'g'))).toEqual([]);
  });

  it('are not read or set by a literal, but for those that Node.js, Lambda and Powertools give', () => {
    const read = /\b(environment|environmentNumber|environmentChoice|optionalEnvironment|secret)\(\s*'/g;
    const set = /\.(addEnvironment|letStart)\(([^)'(]*,)?\s*'/g;
    const key = /environment(Variables)?( =|:) \{[^}]*?\b(?!NODE_OPTIONS|POWERTOOLS_)[A-Z][A-Z0-9_]+:/g;
    const direct = /process\.env\.(?!AWS_)\w+/g;
    expect([read, set, key, direct].flatMap(found)).toEqual([]);
  });
});

describe('the client, which is published by itself', () => {
  const client = sourcesIn('client');
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
