import { createServer } from 'node:net';

/** Where AWS emulators listen unless told otherwise. */
export const usualPort = 4566;

/** The wanted port of 127.0.0.1 if it is free, else one that the system picks. */
export const freePort = async (wanted: number): Promise<number> =>
  (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
