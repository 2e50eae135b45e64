import type { TestProject } from 'vitest/node';
import { startLocal } from '../../localstack/start-local.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly stack: {
      readonly apiUrl: string;
      readonly adminKey: string;
      readonly endpoint: string;
      readonly region: string;
      readonly stackOutputs: Record<string, string>;
    };
  }
}

/** One deployed stack for all end-to-end tests: an emulator of its own, gone with them. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { apiUrl, adminKey, endpoint, region, stackOutputs, stop } = await startLocal({ fresh: true });
  project.provide('stack', { apiUrl, adminKey, endpoint, region, stackOutputs });
  return stop;
};
