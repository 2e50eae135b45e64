/** A page of documentation as its reader meets it: commands that run, what they print, and what it points to. */
export interface Page {
  /** From the project's folder. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Results that follow no commands, so that nobody can hold the page to them. */
  readonly stray: readonly Fence[];
  /** As they are named in a link: `#what-it-costs`. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Link[];
  readonly routes: readonly NamedRoute[];
}

/** Commands to be copied, and what is printed by the last of them. */
export interface Block {
  readonly commands: string;
  /** Of the page, counted from 1. */
  readonly line: number;
  readonly result: Fence | undefined;
}

export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Of its first line in the page, counted from 1. */
  readonly line: number;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** `GET /v1/customers/{id}/usage?…` is a GET of `/customers/{id}/usage`. */
export interface NamedRoute {
  readonly method: string;
  readonly path: string;
  readonly line: number;
}

const results = ['json', 'text', 'csv'];

export const pageOf = (path: string, markdown: string): Page => {
  const lines = markdown.split('\n');
  const { fences, prose } = partsOf(lines);
  const follows = (fence: Fence, before: Fence | undefined): boolean =>
    before?.language === 'sh' && lines.slice(endOf(before), fence.line - 2).every((line) => line.trim() === '');
  const resultOf = (index: number): Fence | undefined => {
    const [before, fence] = [fences[index], fences[index + 1]];
    return fence !== undefined && results.includes(fence.language) && follows(fence, before) ? fence : undefined;
  };
  return {
    path,
    blocks: fences.flatMap(({ language, text, line }, index) =>
      language === 'sh' ? [{ commands: text, line, result: resultOf(index) }] : [],
    ),
    stray: fences.filter((fence, index) => results.includes(fence.language) && !follows(fence, fences[index - 1])),
    anchors: anchorsOf(prose),
    links: prose.flatMap(linksIn),
    routes: prose.flatMap(routesIn),
  };
};

interface Prose {
  readonly text: string;
  readonly line: number;
}

const partsOf = (lines: readonly string[]): { readonly fences: readonly Fence[]; readonly prose: readonly Prose[] } => {
  const fences: Fence[] = [];
  const prose: Prose[] = [];
  let open: { readonly language: string; readonly line: number; readonly lines: string[] } | undefined;
  lines.forEach((text, index) => {
    const mark = /^```(\w*)/.exec(text);
    if (open === undefined && mark !== null) open = { language: mark[1] ?? '', line: index + 2, lines: [] };
    else if (open === undefined) prose.push({ text, line: index + 1 });
    else if (mark === null) open.lines.push(text);
    else {
      fences.push({ language: open.language, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    }
  });
  return { fences, prose };
};

/** The number of the line that closes it. */
const endOf = ({ line, text }: Fence): number => line + text.split('\n').length;

const withoutCode = (text: string): string => text.replaceAll(/`[^`]*`/g, '');

/** Headings as GitHub names them. */
const anchorsOf = (prose: readonly Prose[]): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const { text } of prose) {
    const heading = /^#{1,6} (.*)$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const anchor = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let name = anchor;
    for (let again = 1; found.has(name); again++) name = `${anchor}-${again}`;
    found.add(name);
  }
  return found;
};

const linksIn = ({ text, line }: Prose): readonly Link[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ target, line }));

const routesIn = ({ text, line }: Prose): readonly NamedRoute[] =>
  [...text.matchAll(/`(GET|POST|PUT|PATCH|DELETE) \/v1(\/[^\s`?]*)/g)].map(([, method = '', path = '']) => ({
    method,
    path: path.replace(/\.(pdf|html)$/, ''),
    line,
  }));

/** Whether a path as a page writes it, with names or examples of ids, is one of the route. */
export const isPathOf = (path: string, route: string): boolean => {
  const [given, wanted] = [path.split('/'), route.split('/')];
  return given.length === wanted.length && wanted.every((part, at) => part.startsWith('{') || part === given[at]);
};
