import type { Client } from '@temporalio/client';
import type { Settings } from '../config/settings';
import { connectTemporal } from '../config/temporal';

/** Calls `use` with a connected client and closes the connection afterwards, come what may. */
export async function withTemporal<T>(settings: Settings, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectTemporal(settings, 'cli').catch((error: unknown) => {
    throw new Error(`Temporal does not answer at ${settings.temporal.address}: check TEMPORAL_ADDRESS`, {
      cause: error,
    });
  });
  try {
    return await use(client);
  } finally {
    await client.connection.close();
  }
}
