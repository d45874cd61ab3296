import type { Server } from 'node:http';

/**
 * Stops accepting, lets requests under way end, and cuts those that are left after `graceMs`.
 *
 * @param graceMs milliseconds; less than what the container leaves between SIGTERM and SIGKILL
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
    });
  } finally {
    clearTimeout(cut);
  }
}
