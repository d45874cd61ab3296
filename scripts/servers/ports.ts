import { createServer } from 'node:net';
import { StartFailure } from './start-failure';

/** A port that people know by heart, and the environment variable that moves it. */
export interface FixedPort {
  readonly number: number;
  readonly variable: string;
}

/**
 * The port that the environment names, else `fallback`.
 *
 * @throws StartFailure when the variable holds no port number
 */
export function fixedPort(variable: string, fallback: number): FixedPort {
  const text = process.env[variable];
  if (text === undefined || text === '') return { number: fallback, variable };
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new StartFailure(`${variable} is "${text}", but a port is a whole number from 1 to 65535.`);
  }
  return { number, variable };
}

/**
 * The given port if nobody listens on it, or any free port of 127.0.0.1.
 *
 * @throws StartFailure naming the port and the variable to set, when the port is taken
 */
export async function claimPort(port?: FixedPort): Promise<number> {
  try {
    return await listenOnce(port?.number ?? 0);
  } catch (error) {
    if (port === undefined) throw error;
    throw new StartFailure(
      `Port ${port.number} is taken. Stop what listens there, or set ${port.variable} to another port.`,
    );
  }
}

const ATTEMPTS = 3;

/**
 * Claims a port and starts a server on it. A free port can be lost to somebody else before the server listens on it, so
 * that is tried again; a fixed port is not.
 *
 * @throws StartFailure as `claimPort` and `start` do
 */
export async function onPort<T>(port: FixedPort | undefined, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const number = await claimPort(port);
    try {
      return await start(number);
    } catch (error) {
      const lost = error instanceof StartFailure && /address already in use|EADDRINUSE/i.test(error.message);
      if (!lost || port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  return new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const claimed = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(claimed));
    });
  });
}
