import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

/** What the API needs from the rest of its process. */
export interface AppDependencies {
  /** Whether a request that needs Temporal could be served now. Bounded in time; never throws. */
  readonly isReady: () => Promise<boolean>;
  /** Called with what went wrong inside a request; the sender learns nothing of it. */
  readonly reportError: (error: unknown) => void;
}

/** The HTTP API as a function of requests: opens no port and reads no settings. Every answer is JSON. */
export function createApp({ isReady, reportError }: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');

  app.get('/healthz', healthz);
  app.get('/readyz', readyz(isReady));
  app.use(notFound);
  app.use(failed(reportError));
  return app;
}

/** The process lives. Asks nobody: a restart would not mend Temporal. */
const healthz: RequestHandler = (_request, response) => void response.json({ status: 'ok' });

/** The process can do its work: load balancers send requests here only while this is 200. */
function readyz(isReady: () => Promise<boolean>): RequestHandler {
  return async (_request, response) => {
    const ready = await isReady();
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : 'unavailable', temporal: ready ? 'ok' : 'unreachable' });
  };
}

const notFound: RequestHandler = (_request, response) => void response.status(404).json({ error: 'not found' });

/** Four parameters, because Express tells an error handler by their number. */
function failed(reportError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    reportError(error);
    if (response.headersSent) next(error);
    else response.status(500).json({ error: 'internal error' });
  };
}
