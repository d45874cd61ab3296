import { readBounded } from '../shared/read-bounded';

/** An answer has at most some thousand tokens; more than this is a download. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The body of an answer is longer than any answer of a model. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}

/** `fetch` for the SDK: reads a bounded body, and follows no redirect, which would carry key and evidence to another host. */
export async function boundedFetch(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, { ...init, redirect: 'error' });
  const body = await readBounded(answer, MAX_BYTES);
  if (body === undefined) throw new AnswerTooLong(`the answer is longer than ${MAX_BYTES} bytes`);
  const { status, statusText, headers } = answer;
  return new Response(body === '' ? null : body, { status, statusText, headers });
}
