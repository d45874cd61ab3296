import type { RequestHandler, Response } from 'express';
import { randomUUID } from 'node:crypto';

const HEADER = 'X-Request-Id';

/** Gives every request an id of its own, in its answer and its log line. A sender's own id is not taken over: it is anybody's text. */
export const giveRequestId: RequestHandler = (_request, response, next) => {
  response.set(HEADER, randomUUID());
  next();
};

export function requestIdOf(response: Response): string {
  return response.get(HEADER) ?? '';
}
