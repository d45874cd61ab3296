import { readBounded } from '../shared/read-bounded';

/** An answer has at most some thousand tokens; more than this is a download. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The body of an answer is longer than any answer of a model. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}

/** There was no whole answer: no connection, a lost one, or a redirect. */
export class ConnectionFailed extends Error {
  override readonly name = 'ConnectionFailed';
}

/** `fetch` for the SDK: reads a bounded body, and follows no redirect, which would carry key and evidence to another host. */
export async function boundedFetch(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
  const answer = await whole(input, { ...init, redirect: 'error' });
  if (answer.body === undefined) throw new AnswerTooLong(`the answer is longer than ${MAX_BYTES} bytes`);
  const { status, statusText, headers } = answer.head;
  return new Response(answer.body === '' ? null : answer.body, { status, statusText, headers });
}

async function whole(input: Parameters<typeof fetch>[0], init: RequestInit) {
  try {
    const head = await fetch(input, init);
    return { head, body: await readBounded(head, MAX_BYTES) };
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ConnectionFailed('there was no whole answer'); // its cause may name what was sent
  }
}
