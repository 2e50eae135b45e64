import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { pageFiles } from '../functions/portal/contract.ts';

/** The page in one file, and the Content-Security-Policy by which only its own script runs. */
export interface Page {
  readonly html: string;
  readonly policy: string;
}

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const bundled = (entry: string): string => {
  const { outputFiles } = buildSync({
    entryPoints: [source(entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    // Browsers of 2023 and later.
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
  });
  return (outputFiles[0]?.text ?? '').trim();
};

/** Only the script with this hash runs. Inline styles are allowed, since an invoice that is opened as a blob inherits this
 *  policy and brings its own styles. Any page may embed this one. */
const policyFor = (script: string): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors *',
  ].join('; ');

export const portalPage = (): Page => {
  const script = bundled('portal/main.tsx');
  const style = bundled('portal/portal.css');
  const template = readFileSync(source('portal/index.html'), 'utf8');
  const html = template.replace('/*style*/', () => style).replace('/*script*/', () => script);
  return { html, policy: policyFor(script) };
};

/** What the function that serves the page expects beside its code. */
export const writePortalPage = (folder: string): void => {
  const { html, policy } = portalPage();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, pageFiles.page), html);
  writeFileSync(join(folder, pageFiles.policy), policy);
};
