import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = 'docs/decisions';
const labels = ['Decided', 'Because', 'Given up', 'Held by'];

const index = readFileSync('DECISIONS.md', 'utf8');
const pages = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

const entries = pages.flatMap(({ name, text }) =>
  text
    .split(/^## /m)
    .slice(1)
    .map((part) => ({ page: name, heading: part.slice(0, part.indexOf('\n')), body: part.slice(part.indexOf('\n')) }))
    .filter(({ heading }) => heading !== 'Superseded'),
);

/** By label, in the order of the text. */
const paragraphsOf = (body: string): readonly (readonly [label: string, text: string])[] =>
  [...body.matchAll(/^\*\*([^*]+)\*\*: ((?:.+\n?)+)/gm)].map(([, label = '', text = '']) => [label, text.trim()]);

const dateOf = (heading: string): string => / \((\d{4}-\d{2}-\d{2})\)$/.exec(heading)?.[1] ?? '';

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

const linksIn = (text: string): readonly string[] => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => to);

describe.each(pages)('$name', ({ name, text }) => {
  it('is in the index', () => {
    expect(linksIn(index)).toContain(`${folder}/${name}`);
  });

  it('has the newest entry last', () => {
    const dates = entries.filter(({ page }) => page === name).map(({ heading }) => dateOf(heading));
    expect(dates).toEqual(dates.toSorted());
  });

  it('has lines of at most 160 characters', () => {
    expect(text.split('\n').filter((line) => line.length > 160)).toEqual([]);
  });

  it('keeps of what is superseded a line with its date', () => {
    const [, superseded = ''] = text.split('\n## Superseded\n');
    const lines = superseded.split('\n').filter((line) => line !== '' && !/^\[[^\]]+\]: /.test(line));
    expect(lines.filter((line) => !/^- \d{4}-\d{2}-\d{2}: /.test(line))).toEqual([]);
  });
});

describe.each(entries)('$page: $heading', ({ page, heading, body }) => {
  const paragraphs = paragraphsOf(body);

  it('has a date', () => {
    expect(Date.parse(dateOf(heading))).not.toBeNaN();
  });

  it('says what was decided, why, what was given up, and what holds it', () => {
    expect(paragraphs.map(([label]) => label)).toEqual(labels);
  });

  it('is held by tests that are there, or says that no test does', () => {
    const [, heldBy = ''] = paragraphs.find(([label]) => label === 'Held by') ?? [];
    const tests = linksIn(heldBy);
    expect(tests.length > 0 || heldBy.startsWith('no test')).toBe(true);
    expect(tests.filter((test) => !existsSync(join(folder, test)))).toEqual([]);
  });

  it('is in the index, with a link that leads to it', () => {
    const label = index.split(`\n- [${heading}][`)[1]?.split(']')[0];
    expect(index).toContain(`\n[${label}]: ${folder}/${page}#${anchorOf(heading)}\n`);
  });
});

it('the index names no entry that there is none of', () => {
  const named = [...index.matchAll(/^- \[(.+)\]\[[^\]]+\]$/gm)].map(([, heading]) => heading);
  expect(named.toSorted()).toEqual(entries.map(({ heading }) => heading).toSorted());
});
