import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit, type AugmentedRequest } from 'express-rate-limit';
import { Problem } from './problem';
import { sendProblem } from './send-problem';

const WINDOW_MS = 60_000;

interface Limit {
  /** Requests in a minute. */
  readonly most: (response: Response) => number;
  readonly key: (request: Request, response: Response) => string;
  readonly onLimited?: (response: Response) => void;
}

/** Answers with 429 and `Retry-After` what is more than a minute may have. Counts in this process alone. */
export function limitRate({ most, key, onLimited }: Limit): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: (_request, response) => most(response),
    keyGenerator: key,
    standardHeaders: false,
    legacyHeaders: false,
    // Its checks write to the console, and one of them can be set off by any sender's header.
    validate: false,
    handler: (request, response) => {
      onLimited?.(response);
      const endsMs = (request as AugmentedRequest).rateLimit?.resetTime?.getTime() ?? Date.now() + WINDOW_MS;
      const waitS = Math.max(1, Math.ceil((endsMs - Date.now()) / 1_000));
      sendProblem(
        response,
        new Problem('rate_limited', { detail: `Nothing was accepted. Try again in ${waitS} s.`, retryAfterS: waitS }),
      );
    },
  });
}

/** By network address; of IPv6 by network, because one sender has many addresses. */
export function byAddress(request: Request): string {
  return ipKeyGenerator(request.ip ?? 'unknown');
}
