import { createServer } from 'node:net';
import { LocalAwsError } from './local-aws-error.ts';

/** Where AWS emulators listen unless told otherwise. */
export const usualPort = 4566;

/** How many ports are tried. Each failure means that somebody took, within a second, a port that was free. */
const tries = 5;

/** Starts something on the wanted port of 127.0.0.1 if that is free, else on one that the system picks. A port that is free now
 *  may be taken by the time it is bound, for example by a second stack that starts at the same moment. So `start` answers
 *  `undefined` when it could not begin, and if the port then is somebody else's, another one is tried.
 *  @returns what `start` returned; `undefined` where it could not begin although the port was its own
 *  @throws LocalAwsError emulator_failed, if others were faster each time */
export const onFreePort = async <Started>(
  wanted: number,
  start: (port: number) => Promise<Started | undefined>,
): Promise<Started | undefined> => {
  let port = await freePort(wanted);
  for (let left = tries; left > 0; left -= 1) {
    const started = await start(port);
    if (started !== undefined || (await isFree(port))) return started;
    port = await freePort(0);
  }
  throw new LocalAwsError('emulator_failed', `Others took each of the ${tries} ports that were tried. Try again.`);
};

/** The wanted port of 127.0.0.1 if it is free, else one that the system picks. */
export const freePort = async (wanted: number): Promise<number> =>
  (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;

const isFree = async (port: number): Promise<boolean> => (await tryPort(port)) !== undefined;

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
