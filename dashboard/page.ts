import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A page in one file, and the Content-Security-Policy that lets just its own script run. */
export interface Page {
  readonly html: string;
  readonly policy: string;
}

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Runs on what browsers were in 2023. */
const target = 'es2022';

const bundledScript = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target,
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
  });
  return (outputFiles[0]?.text ?? '').trim();
};

const bundledStyle = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, minify: true, write: false, target });
  return (outputFiles[0]?.text ?? '').trim();
};

/** The script runs by its hash alone. Styles are let in inline, since an invoice that is opened as a blob inherits this
 *  policy and brings its own; the page is to be embedded anywhere. */
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

export const portalPage = async (): Promise<Page> => {
  const [template, script, style] = await Promise.all([
    readFile(source('portal/index.html'), 'utf8'),
    bundledScript(source('portal/main.tsx')),
    bundledStyle(source('portal/portal.css')),
  ]);
  const html = template.replace('/*style*/', () => style).replace('/*script*/', () => script);
  return { html, policy: policyFor(script) };
};
