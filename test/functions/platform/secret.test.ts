import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secret } from '../../../functions/platform/secret.ts';
import { mockClient } from '../../support/mock-client.ts';

const secrets = mockClient(SecretsManagerClient);

beforeEach(() => {
  secrets.reset();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a secret', () => {
  it('is read once in five minutes, and again afterwards: it may have been rotated', async () => {
    vi.stubEnv('ROTATED', 'arn:rotated');
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    expect([await secret('ROTATED'), await secret('ROTATED')]).toEqual(['old', 'old']);
    vi.advanceTimersByTime(299_999);
    expect(await secret('ROTATED')).toBe('old');
    vi.advanceTimersByTime(1);
    expect(await secret('ROTATED')).toBe('new');
  });

  it('that could not be read is tried again with the next call', async () => {
    vi.stubEnv('FAILING', 'arn:failing');
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('throttled')).resolves({ SecretString: 'text' });
    await expect(secret('FAILING')).rejects.toThrow('throttled');
    expect(await secret('FAILING')).toBe('text');
  });
});
