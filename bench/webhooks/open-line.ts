import { Agent, request } from 'node:http';
import { SENDER, type Delivery } from './deliveries';

/** Longer than any answer may take. */
const TIMEOUT_MS = 70_000;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Connections to the API that stay open between deliveries. */
export interface Line {
  /** @param waitS what `Prefer: wait` asks for */
  post(delivery: Delivery, waitS: number): Promise<Answer>;
  close(): void;
}

/**
 * Sends with `node:http` and kept connections: the sender shares the cores with what it measures, and `fetch` would take
 * several times as much of them.
 */
export function openLine(apiUrl: string): Line {
  const agent = new Agent({ keepAlive: true });
  const url = new URL(`${apiUrl}/webhooks/anomalies/${SENDER.name}`);
  return {
    post: ({ headers, body }, waitS) =>
      new Promise((resolve, reject) => {
        const sent = request(url, {
          method: 'POST',
          agent,
          headers: { ...headers, prefer: `wait=${waitS}` },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        sent.once('error', reject).once('response', (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (chunk: string) => (text += chunk))
            .once('error', reject)
            .once('end', () => resolve({ status: response.statusCode ?? 0, text }));
        });
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** @throws Error when the API has not accepted the delivery: a refusal is fast, and would pass for a good figure */
export async function postAccepted(line: Line, delivery: Delivery): Promise<void> {
  const { status, text } = await line.post(delivery, 0);
  if (status !== 202) throw new Error(`the API answered ${status} instead of 202: ${text}`);
}
