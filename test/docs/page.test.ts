import { describe, expect, it } from 'vitest';
import { isPathOf, pageOf } from './page.ts';

const page = (...lines: readonly string[]) => pageOf('docs/a.md', lines.join('\n'));
const fence = (language: string, ...lines: readonly string[]) => [`\`\`\`${language}`, ...lines, '```'];

describe('a page has', () => {
  it('blocks of commands, with the line where each begins', () => {
    const { blocks } = page(
      '# A',
      '',
      ...fence('sh', 'one', 'two'),
      'then',
      ...fence('console', 'three'),
      ...fence('sh', 'four'),
    );
    expect(blocks).toEqual([
      { commands: 'one\ntwo', line: 4, result: undefined },
      { commands: 'four', line: 12, result: undefined },
    ]);
  });

  it('results, each of the block right before it', () => {
    const { blocks, stray } = page(
      ...fence('sh', 'one'),
      '',
      ...fence('json', '{}'),
      ...fence('sh', 'two'),
      ...fence('csv', 'a,b'),
    );
    expect(blocks.map(({ result }) => result)).toEqual([
      { language: 'json', text: '{}', line: 6 },
      { language: 'csv', text: 'a,b', line: 12 },
    ]);
    expect(stray).toEqual([]);
  });

  it('no results after something else: they are stray', () => {
    const { blocks, stray } = page(...fence('sh', 'one'), 'It answers:', ...fence('json', '{}'), ...fence('text', 'b'));
    expect(blocks[0]?.result).toBeUndefined();
    expect(stray.map(({ line }) => line)).toEqual([6, 9]);
  });

  it('anchors as GitHub names its headings, a second one of a name too; no comment in commands is one', () => {
    const { anchors } = page(
      '# What it costs',
      '## `GET`: of a *line*, 2.5',
      ...fence('sh', '# not me'),
      '## What it costs',
    );
    expect([...anchors]).toEqual(['what-it-costs', 'get-of-a-line-25', 'what-it-costs-1']);
  });

  it('links, but not those in code', () => {
    const { links } = page('See [b](b.md#c) and [d](https://d.example).', '`[x](y)`', ...fence('sh', '[x](y)'));
    expect(links).toEqual([
      { target: 'b.md#c', line: 1 },
      { target: 'https://d.example', line: 1 },
    ]);
  });

  it('routes with their methods, without query, body and kind of document', () => {
    const { routes } = page(
      '`GET /v1/a/{id}?b=c`, `POST /v1/d {"e":1}`',
      '`GET /v1/invoices/{id}.pdf`',
      'GET /v1/prose',
    );
    expect(routes).toEqual([
      { method: 'GET', path: '/a/{id}', line: 1 },
      { method: 'POST', path: '/d', line: 1 },
      { method: 'GET', path: '/invoices/{id}', line: 2 },
    ]);
  });
});

it('a path is one of a route by its fixed parts', () => {
  expect(isPathOf('/customers/{id}/usage', '/customers/{customerId}/usage')).toBe(true);
  expect(isPathOf('/customers/cust_1/usage', '/customers/{customerId}/usage')).toBe(true);
  expect(isPathOf('/customers/{id}/use', '/customers/{customerId}/usage')).toBe(false);
  expect(isPathOf('/customers/{id}', '/customers/{customerId}/usage')).toBe(false);
});
