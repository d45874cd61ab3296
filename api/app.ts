import type { Client } from '@temporalio/client';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { REQUESTS_PER_MINUTE_PER_ADDRESS } from '../config/investigations-schema';
import type { Settings } from '../config/settings';
import { investigationLinks } from './investigation-links';
import { addInvestigationRoutes } from './investigation-routes';
import { byAddress, limitRate } from './limit-rate';
import { ApiMetrics, serveMetrics } from './metrics';
import { observeRequests, type RequestLine } from './observe-requests';
import { openApiDocument } from './openapi';
import { giveRequestId } from './request-id';
import { answerError, notFound, type ReportError } from './send-problem';
import { WaitingRoom } from './waiting-room';
import { addWebhookRoutes } from './webhook-routes';

/** What the API needs from the rest of its process. */
export interface AppDependencies {
  readonly settings: Pick<Settings, 'api' | 'webhooks' | 'investigations' | 'ui' | 'temporal'>;
  readonly client: Client;
  /** Where investigations find their worker. */
  readonly taskQueue: string;
  /** Whether a request that needs Temporal could be served now. Bounded in time; never throws. */
  readonly isReady: () => Promise<boolean>;
  /** Called with what went wrong inside a request; the sender learns nothing of it. */
  readonly reportError: ReportError;
  /** Called once for each request, when it is over. */
  readonly log: (line: RequestLine) => void;
  /** Milliseconds since 1970. Default: the clock of this machine. */
  readonly clock?: () => number;
  /** Aborted when the process is asked to stop: who waits for a report is answered then, and nobody waits any more. */
  readonly stopping: AbortSignal;
}

/** The HTTP API as a function of requests: opens no port and reads no settings. */
export function createApp(dependencies: AppDependencies): Express {
  const { settings, client, taskQueue, isReady, reportError, log, clock = Date.now, stopping } = dependencies;
  const { api, webhooks, investigations } = settings;
  const waitingRoom = new WaitingRoom(api.maxWaiting);
  const metrics = new ApiMetrics(() => waitingRoom.waiting, webhooks?.senders.keys() ?? []);
  const links = investigationLinks(settings);

  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', api.trustedProxies).set('query parser', 'simple');
  app.use(giveRequestId, observeRequests(metrics, log), helmet());

  app.get('/healthz', healthz);
  app.get('/readyz', readyz(isReady, stopping));
  app.get('/metrics', serveMetrics(metrics.registry));
  app.get('/openapi.json', serveDocument(openApiDocument(api.publicUrl)));
  const most = webhooks?.requestsPerMinutePerAddress ?? REQUESTS_PER_MINUTE_PER_ADDRESS;
  app.use(['/webhooks', '/investigations'], limitRate({ most: () => most, key: byAddress }));
  if (webhooks !== undefined && investigations !== undefined) {
    addWebhookRoutes(app, {
      client,
      taskQueue,
      senders: webhooks.senders,
      auditRetentionDays: investigations.auditRetentionDays,
      links,
      waitingRoom,
      metrics,
      clock,
      stopping,
    });
  }
  if (api.bearerKey !== undefined) addInvestigationRoutes(app, { client, bearerKey: api.bearerKey, links });
  app.use(notFound);
  app.use(answerError(reportError));
  return app;
}

/** The process lives. Asks nobody: a restart would not mend Temporal. */
const healthz: RequestHandler = (_request, response) => void response.json({ status: 'ok' });

/** The process can do its work: load balancers send requests here only while this is 200. */
function readyz(isReady: () => Promise<boolean>, stopping: AbortSignal): RequestHandler {
  return async (_request, response) => {
    if (stopping.aborted) {
      response.status(503).json({ status: 'stopping' });
      return;
    }
    const ready = await isReady();
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : 'unavailable', temporal: ready ? 'ok' : 'unreachable' });
  };
}

function serveDocument(document: object): RequestHandler {
  return (_request, response) => void response.json(document);
}
