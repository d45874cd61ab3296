import { json, html, type Answer } from '../http/exchange';

/** A refusal that is thrown where it is found and answered as it is. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`HTTP ${answer.status}`);
  }
}

const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST_PARAMETER',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
};

/** An error in the words of version 2. */
export function v2Error(status: number, title: string): Answer {
  return json(status, { errors: [{ status, code: CODES[status] ?? 'ERROR', title, detail: null }] });
}

/** An error in the words of version 1. */
export function v1Error(status: number, message: string): Answer {
  return json(status, { statusCode: status, data: { authorized: status !== 403, valid: false, errors: [] }, message });
}

/** What version 2 answers to credentials that it does not know, and to what the caller may not do. */
export const NOTHING_FOUND = v2Error(404, 'Not Found');

export const SCOPE_MISSING = json(401, { code: 401, message: 'Unauthorized; scope does not match' });

export const LOGIN_PAGE = html(
  401,
  '<!doctype html><html><head><title>Unauthorized (401)</title></head><body><h1>Unauthorized (401)</h1></body></html>',
);

export const refuseV2 = (status: number, title: string): Refusal => new Refusal(v2Error(status, title));
export const refuseV1 = (status: number, message: string): Refusal => new Refusal(v1Error(status, message));
