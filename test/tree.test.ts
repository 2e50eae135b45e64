import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, sourcesIn, textOf } from './source-tree.ts';

const folders = ['bin', 'lib', 'functions', 'dashboard', 'client', 'localstack', 'bench', 'docs', 'test'];
const files = folders.flatMap(filesIn);
const sources = folders.flatMap(sourcesIn);

describe('how the tree is kept', () => {
  it('no file is over 300 lines', () => {
    expect(sources.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path)).toEqual([]);
  });

  it('no folder has over 25 files', () => {
    const size = (folder: string): number => files.filter((path) => dirname(path) === folder).length;
    const full = [...new Set(files.map((path) => dirname(path)))].filter((folder) => size(folder) > 25);
    expect(full).toEqual([]);
  });

  it('a path of what is deployed has at most four segments', () => {
    const deep = files.filter((path) => /^(functions|lib)\//.test(path) && path.split('/').length > 4);
    expect(deep).toEqual([]);
  });

  it('no folder or file is named for nothing', () => {
    expect(
      sources
        .map(({ path }) => path)
        .filter((path) => /(^|[-/])(utils?|helpers?|common|misc|manager)([-./]|$)/.test(path)),
    ).toEqual([]);
  });

  it('files that documents and comments name are there', () => {
    const documents = [...sources.map(({ path }) => path), ...files.filter((path) => path.endsWith('.md'))];
    /** The examples of how files are named, and what the bundler makes. */
    const examples = /^thing\b|^index\.mjs$/;
    const named = [...documents, 'README.md', 'CONTRIBUTING.md', 'RUNBOOK.md'].flatMap((path) =>
      [...textOf(path).matchAll(/`(?:\.{0,2}\/)*([\w./@-]+\.(?:tsx?|mjs|py|sh))`/g)]
        .map(([, name = '']) => name)
        .filter((name) => !examples.test(name) && !files.some((file) => `/${file}`.endsWith(`/${name}`)))
        .map((name) => `${path}: ${name}`),
    );
    expect(named).toEqual([]);
  });

  it('a test stands where its source does', () => {
    const missing = sourcesIn('test/functions')
      .map(({ path }) => path)
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => path.replace(/^test\//, '').replace(/\.test\.ts$/, ''))
      .filter((path) => !sources.some((source) => source.path.startsWith(path)) && !isLawOf(path));
    expect(missing).toEqual([]);
  });
});

/** Tests of a law that several files of a stage keep together. */
const isLawOf = (path: string): boolean => laws.includes(path);
const laws = [
  ...['functions/meter/exactly-once', 'functions/meter/consumer.fold', 'functions/meter/retention'],
  ...['functions/meter/void-retention', 'functions/invoice/late-usage', 'functions/rate/price-list'],
  ...['functions/invoice/subscription-start', 'functions/invoice/refused', 'functions/invoice/come-back'],
  ...['functions/invoice/long-invoice', 'functions/invoice/credit-note/family-notes'],
  ...['functions/catalog/change/two-changes', 'functions/meter/void/one-void'],
];
