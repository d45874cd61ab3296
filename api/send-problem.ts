import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { ProblemAnswer } from './answers';
import { Problem, PROBLEMS, type ProblemCode } from './problem';
import { requestIdOf } from './request-id';

/** Called with what went wrong inside a request; the sender learns nothing of it. */
export type ReportError = (error: unknown, requestId: string) => void;

/** Answers with a problem document (RFC 9457). */
export function sendProblem(response: Response, { code, parts }: Problem): void {
  const { status, title } = PROBLEMS[code];
  const { detail, errors, investigation, retryAfterS } = parts;
  if (retryAfterS !== undefined) response.set('Retry-After', String(retryAfterS));
  const answer: ProblemAnswer = {
    type: 'about:blank',
    title,
    status,
    detail,
    code,
    requestId: requestIdOf(response),
    ...(errors === undefined ? {} : { errors: [...errors] }),
    ...(investigation === undefined ? {} : { investigation }),
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(answer));
}

/** Answers what no route has taken. */
export const notFound: RequestHandler = () => {
  throw new Problem('not_found', {
    detail: 'The API has no such address. Its addresses are listed under /openapi.json.',
  });
};

/** Four parameters, because Express tells an error handler by their number. */
export function answerError(reportError: ReportError): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const problem = problemIn(error) ?? INTERNAL;
    if (problem === INTERNAL || problem.parts.cause !== undefined) {
      reportError(problem === INTERNAL ? error : problem.parts.cause, requestIdOf(response));
    }
    if (response.headersSent) next(error);
    else sendProblem(response, problem);
  };
}

/** The problem that an error stands for; undefined when it is a fault of ours. */
export function problemIn(error: unknown): Problem | undefined {
  return error instanceof Problem ? error : problemOfExpress(error);
}

const INTERNAL = new Problem('internal_error', {
  detail: 'Send the same again; what was taken all the same counts once. The log of the API says more.',
});

/** What Express and its body reader refuse by themselves, by status: their messages quote the request. */
const REFUSED: Readonly<Record<number, { readonly code: ProblemCode; readonly detail: string }>> = {
  400: { code: 'invalid_request', detail: 'The request is cut off, or its address is not valid.' },
  413: { code: 'body_too_large', detail: 'A delivery has at most 256 KiB. Send less detail.' },
  415: { code: 'unsupported_media_type', detail: 'Send the body as it is, without Content-Encoding.' },
};

function problemOfExpress(error: unknown): Problem | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  const refused = typeof status === 'number' ? REFUSED[status] : undefined;
  return refused && new Problem(refused.code, { detail: refused.detail });
}
