import { json, type Answer } from '../http/exchange';

/** Cloudflare's envelope around a result. */
export function ok(result: unknown, resultInfo?: unknown, messages: readonly unknown[] = []): Answer {
  const envelope = { success: true, errors: [], messages, result };
  return json(200, resultInfo === undefined ? envelope : { ...envelope, result_info: resultInfo });
}

/** Cloudflare's envelope around an error. */
export function refused(status: number, code: number, message: string, chain?: readonly unknown[]): Answer {
  const error = chain === undefined ? { code, message } : { code, message, error_chain: chain };
  return json(status, { success: false, errors: [error], messages: [], result: null });
}

export const badRequest = (message: string): Answer => refused(400, 1004, message);
export const notFound = (what: string): Answer => refused(404, 1003, `${what} not found`);
/** Unknown token (401), or a known one without the permission (403): the body is the same. */
export const authenticationError = (status: 401 | 403): Answer => refused(status, 10_000, 'Authentication error');
