import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOf } from '../../../lib/stage/bundle.ts';

const bundle = (handler: string): string => readFileSync(join(bundleOf(handler), 'index.mjs'), 'utf8');

/** esbuild makes all bundles at the first call: seconds, or a minute where the machine is busy. */
beforeAll(() => {
  bundleOf('ingest/events');
}, 180_000);

describe('what runs with every request of events starts small', () => {
  it.each([['ingest/events'], ['meter/count/consumer']])('%s: under 400 KB, minified', (handler) => {
    expect(Buffer.byteLength(bundle(handler))).toBeLessThan(400_000);
  });

  it('a function takes its credentials from the environment, and brings no other way', () => {
    expect(bundle('ingest/events')).toContain('AWS_ACCESS_KEY_ID');
    expect(bundle('ingest/events')).not.toMatch(/sso_start_url|AWS_CONTAINER_CREDENTIALS|AssumeRoleWithWebIdentity/);
  });
});
