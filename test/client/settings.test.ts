import { describe, expect, it } from 'vitest';
import { InvalidOption } from '../../client/client-error.ts';
import { settingsOf } from '../../client/settings.ts';

const given = { url: 'https://api.example.com/v1/', apiKey: 'ml_key' };

describe('settings', () => {
  it('are below what the API takes unless told otherwise', () => {
    const settings = settingsOf(given);
    expect(settings.url).toBe('https://api.example.com/v1/events');
    expect(settings.maxBatchEvents).toBeLessThanOrEqual(1000);
    expect(settings.maxBatchBytes).toBeLessThan(5 * 1024 * 1024);
  });

  it.each([
    ['an address that is none', { url: 'api.example.com' }],
    ['another protocol', { url: 'ftp://api.example.com/v1' }],
    ['an empty key', { apiKey: '' }],
    ['a key with a line break', { apiKey: 'ml_key\n' }],
    ['more events than the API takes', { maxBatchEvents: 1001 }],
    ['more bytes than the API takes', { maxBatchBytes: 5_000_001 }],
    ['a queue smaller than a request', { maxBatchBytes: 2000, maxQueuedBytes: 1999 }],
    ['half a millisecond', { flushIntervalMs: 0.5 }],
    ['a timer that Node cannot have', { giveUpAfterMs: Number.POSITIVE_INFINITY }],
    ['no number', { maxRequests: Number.NaN }],
  ])('%s is refused when the client is made', (_, change) => {
    expect(() => settingsOf({ ...given, ...change })).toThrow(InvalidOption);
  });
});
