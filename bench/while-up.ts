/** Servers or processes that run until they are stopped. */
interface Stoppable {
  stop(): Promise<void>;
}

/** Works while they are up, and stops them whatever comes of it. */
export async function whileUp<S extends Stoppable, T>(starting: Promise<S>, work: (up: S) => Promise<T>): Promise<T> {
  const up = await starting;
  try {
    return await work(up);
  } finally {
    await up.stop();
  }
}
