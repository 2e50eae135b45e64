import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeOnSignal } from '../../client/index.ts';

afterEach(() => vi.restoreAllMocks());

const closing = () => ({ close: vi.fn(async () => ({ settled: true, remaining: 0 })) });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('on a signal the client is closed', () => {
  it('and then the process ends by that signal', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const client = closing();
    closeOnSignal(client, ['SIGUSR2']);
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(kill).not.toHaveBeenCalled();
    await turn();
    expect(client.close).toHaveBeenCalledTimes(1);
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGUSR2');
    expect(process.listenerCount('SIGUSR2')).toBe(0);
  });

  it('and the process goes on when the application listens, too: ending is its business', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const own = () => {};
    process.on('SIGUSR2', own);
    closeOnSignal(closing(), ['SIGUSR2']);
    process.emit('SIGUSR2', 'SIGUSR2');
    await turn();
    expect(kill).not.toHaveBeenCalled();
    process.off('SIGUSR2', own);
  });

  it('not after the listeners were taken away', () => {
    const remove = closeOnSignal(closing(), ['SIGUSR2', 'SIGTERM']);
    remove();
    expect(process.listenerCount('SIGUSR2')).toBe(0);
  });
});
