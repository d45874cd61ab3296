import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface StubRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Answer = (response: ServerResponse, request: StubRequest) => void;

export interface ModelStub {
  readonly origin: string;
  readonly requests: StubRequest[];
  /** Answers in turn; the last one stays. */
  answers(...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

/** An endpoint over loopback HTTP that says what a test tells it to. */
export async function startModelStub(): Promise<ModelStub> {
  const requests: StubRequest[] = [];
  let script: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const seen = {
        path: request.url ?? '',
        headers: request.headers,
        text,
        body: JSON.parse(text) as StubRequest['body'],
      };
      requests.push(seen);
      const answer = script.length > 1 ? script.shift() : script[0];
      answer?.(response, seen);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers(...answers) {
      script = [...answers];
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return raw(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function raw(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** A chat completion with `content`; `choice` replaces parts of its only choice, `rest` parts of the whole. */
export function completion(
  content: string | null,
  choice: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
): Answer {
  return json(200, {
    ...{ id: 'c1', object: 'chat.completion', created: 1, model: 'stub-1' },
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...choice }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    ...rest,
  });
}

const OPINION = {
  narrative: 'C1 and C2 belong together.',
  citations: ['C1', 'C2'],
  verdict: 'likely_malicious',
  confidence: 0.8,
  nextStep: 'Call the actor.',
};

/** An answer that passes every check, but for the parts that a test replaces. */
export function opinionText(parts: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...OPINION, ...parts });
}
