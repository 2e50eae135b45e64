import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);

export class NoChromium extends Error {
  constructor(tried: readonly string[]) {
    super(
      `The browser tests need a Chromium, and there is none. Install one (Debian, Ubuntu: "apt-get install chromium"; ` +
        `anywhere: "npx playwright-core install chromium") or name one in CHROMIUM_PATH. Tried: ${tried.join('; ')}.`,
    );
  }
}

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const isRunnable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const firstRunnable = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) if (await isRunnable(path)) return path;
  return undefined;
};

/** Downloads of other versions of Playwright serve as well. */
const downloaded = async (): Promise<readonly string[]> => {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache', 'ms-playwright');
  const folders = await readdir(cache).catch(() => []);
  const versions = folders.filter((name) => name.startsWith('chromium-')).reverse();
  return [
    chromium.executablePath(),
    ...versions.flatMap((name) =>
      ['chrome-linux64', 'chrome-linux'].map((folder) => join(cache, name, folder, 'chrome')),
    ),
  ];
};

const installed = async (): Promise<string | undefined> => firstRunnable([...usualPlaces, ...(await downloaded())]);

interface Way {
  readonly name: string;
  readonly install: () => Promise<unknown>;
}

const download: Way = {
  name: 'npx playwright-core install chromium',
  install: () => run('npx', ['playwright-core', 'install', 'chromium'], { timeout: 240_000 }),
};

const package_: Way = {
  name: 'apt-get install chromium',
  install: async () => {
    const options = {
      timeout: 300_000,
      maxBuffer: 64 << 20,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    await run('apt-get', ['update'], options);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
  },
};

const isRoot = process.getuid?.() === 0;

/** One that is there; else Playwright's own; else, as root on Debian, the distribution's.
 *  @throws NoChromium */
export const findChromium = async (): Promise<string> => {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    if (await isRunnable(named)) return named;
    throw new NoChromium([`CHROMIUM_PATH is ${named}, which cannot be run`]);
  }
  const found = await installed();
  if (found !== undefined) return found;
  const tried: string[] = [];
  for (const { name, install } of isRoot ? [download, package_] : [download]) {
    await install().catch(() => undefined);
    const made = await installed();
    if (made !== undefined) return made;
    tried.push(name);
  }
  throw new NoChromium(tried);
};

/** With a profile of its own, that ends with it. Without Chromium's sandbox, which many containers do not allow: it
 *  loads the tests' own pages and nothing else. */
export const launchChromium = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
