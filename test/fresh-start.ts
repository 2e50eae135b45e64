import { afterAll, vi } from 'vitest';
import { endFakes } from './support/fakes.ts';

/** Test files share a process, so that the AWS SDK and the CDK are loaded once; what they leave behind they do not share:
 *  our modules, with the clients and caches in them, are loaded anew for each file. */
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  endFakes();
  vi.resetModules();
});
