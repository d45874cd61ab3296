import type { Client } from '@temporalio/client';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { createHash } from 'node:crypto';
import type { SenderSettings } from '../config/settings';
import { asSentence } from '../domain/as-sentence';
import { investigationId } from '../domain/investigation/investigation-id';
import type { AwaitReportAnswer } from '../workflows/contracts';
import type { AcceptedAnswer, PublishedAnswer } from './answers';
import { awaitReport } from './await-report';
import { closedRun } from './closed-run';
import type { InvestigationLinks } from './investigation-links';
import { jsonObject } from './json-body';
import { limitRate } from './limit-rate';
import type { ApiMetrics, DeliveryOutcome } from './metrics';
import { notesOf } from './observe-requests';
import { waitPreferred } from './prefer';
import { Problem, type ProblemCode } from './problem';
import { readAnomaly } from './read-anomaly';
import { problemIn } from './send-problem';
import { startInvestigation, type StartedInvestigation } from './start-investigation';
import { callTemporal } from './temporal-calls';
import { singleHeader, type Verify } from './verify/delivery';
import { verifierOf } from './verify/verifier-of';
import type { WaitingRoom } from './waiting-room';

/** Far more than any detector sends, and less than what could hurt. */
const MAX_BODY_BYTES = 256 * 1024;

export interface WebhookDependencies {
  readonly client: Client;
  readonly taskQueue: string;
  readonly senders: ReadonlyMap<string, SenderSettings>;
  readonly auditRetentionDays: number;
  readonly links: InvestigationLinks;
  readonly waitingRoom: WaitingRoom;
  readonly metrics: ApiMetrics;
  readonly clock: () => number;
  /** Aborted when the API stops: nobody waits any longer then. */
  readonly stopping: AbortSignal;
}

/** What the steps of a delivery hand to each other. */
interface Delivery {
  readonly sender: SenderSettings;
  readonly verify: Verify;
  /** What tells it from the sender's other deliveries; known once it is verified. */
  key: string;
}

/** `POST /webhooks/anomalies/{sender}`: from raw bytes to a durable investigation. */
export function addWebhookRoutes(app: Express, dependencies: WebhookDependencies): void {
  app.post(
    '/webhooks/anomalies/:sender',
    findSender(dependencies.senders),
    requireJson,
    express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false }),
    verifyDelivery(dependencies.clock),
    limitRate({
      most: (response) => deliveryOf(response).sender.requestsPerMinute,
      key: (_request, response) => deliveryOf(response).sender.name,
      onLimited: (response) => (notesOf(response).outcome = 'limited'),
    }),
    investigate(dependencies),
    noteProblem,
  );
  app.all('/webhooks/anomalies/:sender', (_request, response) => {
    response.set('Allow', 'POST');
    throw new Problem('method_not_allowed', { detail: 'Anomalies are posted.' });
  });
}

function findSender(senders: ReadonlyMap<string, SenderSettings>): RequestHandler<{ sender: string }> {
  const known = new Map([...senders].map(([name, sender]) => [name, { sender, verify: verifierOf(sender) }]));
  return (request, response, next) => {
    const found = known.get(request.params.sender);
    if (found === undefined) {
      const detail = 'The settings name no sender like this, in webhooks.senders.';
      throw new Problem('not_found', { detail });
    }
    response.locals.delivery = { ...found, key: '' } satisfies Delivery;
    notesOf(response).sender = found.sender.name;
    next();
  };
}

function deliveryOf(response: Response): Delivery {
  return response.locals.delivery as Delivery;
}

/** Also keeps a page in somebody's browser from posting: it cannot send this type to another site without asking first. */
const requireJson: RequestHandler = (request, response, next) => {
  const [type = '', ...parameters] = (request.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (/^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type.trim()) && isUtf8) {
    next();
    return;
  }
  throw new Problem('unsupported_media_type', { detail: 'Send Content-Type: application/json, in UTF-8.' });
};

function verifyDelivery(clock: () => number): RequestHandler {
  return (request, response, next) => {
    const delivery = deliveryOf(response);
    const notes = notesOf(response);
    const body = bodyOf(request);
    notes.bytes = body.length;
    const key = delivery.verify(request.headersDistinct, body, clock());
    if (key === undefined) {
      notes.outcome = 'unverified';
      response.status(401).end();
      return;
    }
    delivery.key = key;
    const named = delivery.sender.scheme === 'github' ? singleHeader(request.headersDistinct, 'x-github-delivery') : '';
    if (named !== undefined && DELIVERY_NAME.test(named)) notes.delivery = named;
    next();
  };
}

/** Not signed, and anybody's text: no address of a person fits. */
const DELIVERY_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** The bytes as they were sent; none when there is no body at all. */
function bodyOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

/** Four parameters, because Express tells an error handler by their number. */
const noteProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const problem = problemIn(error);
  notesOf(response).outcome = problem === undefined ? 'error' : (OUTCOME_OF[problem.code] ?? 'refused');
  next(error);
};

const OUTCOME_OF: Readonly<Partial<Record<ProblemCode, DeliveryOutcome>>> = {
  delivery_conflict: 'conflict',
  temporal_unavailable: 'unavailable',
  investigation_failed: 'failed',
};

function investigate(dependencies: WebhookDependencies): RequestHandler {
  const { client, taskQueue, auditRetentionDays, metrics, clock, links } = dependencies;
  return async (request, response) => {
    const arrivedMs = performance.now();
    const { sender, key } = deliveryOf(response);
    const notes = notesOf(response);
    const body = bodyOf(request);
    const nowMs = clock();
    const { mapping, scheme } = sender;
    const anomaly = readAnomaly(jsonObject(body), { mapping, scheme, auditRetentionDays, nowMs });
    const investigation = investigationId(sender.name, key, sha256Hex);
    notes.investigation = investigation;
    const started = await startInvestigation(client, {
      taskQueue,
      input: { investigation, sender: sender.name, receivedAt: new Date(nowMs).toISOString(), anomaly },
      bodySha256: sha256Hex(body),
    });
    metrics.accepted((performance.now() - arrivedMs) / 1_000);
    notes.outcome = started.how;
    const answer = await answerOf(request, response, investigation, started, dependencies);
    sendAnswer(response, investigation, answer, links);
  };
}

async function answerOf(
  request: Request,
  response: Response,
  investigation: string,
  { runId, how }: StartedInvestigation,
  { client, waitingRoom, stopping }: WebhookDependencies,
): Promise<AwaitReportAnswer | 'pending'> {
  const { seconds, isApplied } = waitPreferred(request.headersDistinct.prefer);
  if (isApplied) response.set('Preference-Applied', `wait=${seconds}`);
  if (how === 'repeated') return callTemporal(client, () => closedRun(client, investigation, runId));
  if (seconds === 0) return 'pending';
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stopping]);
  const answer = await waitingRoom.enter(() =>
    awaitReport(client, { investigation, runId, waitMs: seconds * 1_000, signal }),
  );
  return answer ?? 'pending';
}

/** @throws Problem `investigation_failed`: the sender repeats its delivery, and that starts the investigation again */
function sendAnswer(
  response: Response,
  investigation: string,
  answer: AwaitReportAnswer | 'pending',
  { location }: InvestigationLinks,
): void {
  response.set('Location', location(investigation));
  if (answer === 'pending') {
    const accepted: AcceptedAnswer = { id: investigation, state: 'running', location: location(investigation) };
    response.status(202).json(accepted);
    return;
  }
  if (answer.outcome === 'failed') {
    throw new Problem('investigation_failed', {
      detail: `${asSentence(answer.reason)} The same delivery starts it again.`,
      investigation,
    });
  }
  const { state, verdict, confidence, report, raisedByModel, missing, startedAt, finishedAt } = answer.result;
  const published: PublishedAnswer = {
    id: investigation,
    state,
    verdict,
    confidence,
    report,
    raisedByModel,
    missing: [...missing],
    startedAt,
    finishedAt,
  };
  response.status(200).json(published);
}

function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
