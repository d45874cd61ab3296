import type { RequestHandler, Response } from 'express';
import type { ApiMetrics, DeliveryOutcome } from './metrics';
import { requestIdOf } from './request-id';

/** What the log says of a request beside its answer: names from the settings, ids of ours and numbers. */
export interface RequestNotes {
  /** Name of the sender in the settings. */
  sender?: string;
  /** Size of the body. */
  bytes?: number;
  investigation?: string;
  /** GitHub's id of the delivery, where it is a plain one: nothing else leads from its list of deliveries to the investigation. */
  delivery?: string;
  outcome?: DeliveryOutcome;
}

/** A line of the request log. No header, body, address or text of a sender. */
export interface RequestLine extends RequestNotes {
  readonly requestId: string;
  readonly method: string;
  /** As the API declares it: `/investigations/:id`. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** The caller hung up before it was answered. */
  readonly isCut?: true;
}

/** Nobody else's: methods that nobody knows would be labels without number. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Logs and counts every request once it is over. */
export function observeRequests(metrics: ApiMetrics, log: (line: RequestLine) => void): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    response.once('close', () => {
      const durationMs = performance.now() - startedMs;
      const method = METHODS.has(request.method) ? request.method : 'other';
      const route = routeOf(request.route);
      const status = response.statusCode;
      const notes = notesOf(response);
      metrics.answered(method, route, status, durationMs / 1_000);
      if (notes.sender !== undefined && notes.outcome !== undefined) metrics.delivered(notes.sender, notes.outcome);
      log({
        requestId: requestIdOf(response),
        method,
        route,
        status,
        durationMs: Math.round(durationMs),
        ...notes,
        ...(response.writableFinished ? {} : { isCut: true }),
      });
    });
    next();
  };
}

export function notesOf(response: Response): RequestNotes {
  const locals = response.locals as { notes?: RequestNotes };
  return (locals.notes ??= {});
}

function routeOf(route: unknown): string {
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? path : 'none';
}
