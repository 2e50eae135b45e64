import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portalPage } from '../../dashboard/page.ts';
import { pageHeaders } from '../../functions/portal/page-headers.ts';

const { html, policy } = portalPage();
const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);

describe('the page stands alone', () => {
  it('has one script, which its policy lets run by its hash, and no other', () => {
    const [script = ''] = scripts;
    expect(scripts).toHaveLength(1);
    expect(script.length).toBeGreaterThan(10_000);
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}';`);
    expect(/script-src[^;]*unsafe/.test(policy)).toBe(false);
  });

  it('loads nothing from anywhere, and sends to its own origin only', () => {
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
    expect(html).not.toContain('@import');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
  });

  it('is small: under 60 KB', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });

  it('may be embedded anywhere, and tells nobody its address', () => {
    const headers = pageHeaders(policy);
    expect(headers['content-security-policy']).toContain('frame-ancestors *');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers).not.toHaveProperty('x-frame-options');
  });
});

/** WCAG 2.2, relative luminance. */
const luminance = (hex: string): number => {
  const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const css = readFileSync(new URL('../../dashboard/portal/base.css', import.meta.url), 'utf8');
const palettes = [...css.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, rules = '']) =>
    new Map([...rules.matchAll(/--(\w+): (#\w+)/g)].map(([, name = '', colour = '']) => [name, colour])),
);

describe('text stands out from its ground by at least 4.5 to 1 (WCAG AA), light and dark', () => {
  it('there are two palettes', () => {
    expect(palettes).toHaveLength(2);
  });
  it.each(['ink', 'soft', 'accent', 'over', 'good', 'bad'])('%s', (colour) => {
    for (const palette of palettes) {
      const text = palette.get(colour) ?? '';
      expect(contrast(text, palette.get('card') ?? '')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text, palette.get('ground') ?? '')).toBeGreaterThanOrEqual(4.5);
    }
  });
});
