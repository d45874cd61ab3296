import type { Client } from '@temporalio/client';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { createHash } from 'node:crypto';
import type { SenderSettings } from '../config/settings';
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
import { startInvestigation, type StartedInvestigation } from './start-investigation';
import { callTemporal } from './temporal-calls';
import type { Verify } from './verify/delivery';
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
    verifyDelivery,
    limitRate({
      most: (response) => deliveryOf(response).sender.requestsPerMinute,
      key: (_request, response) => deliveryOf(response).sender.name,
      onLimited: (response) => (notesOf(response).outcome = 'limited'),
    }),
    investigate(dependencies),
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
  notesOf(response).outcome = 'refused';
  throw new Problem('unsupported_media_type', { detail: 'Send Content-Type: application/json, in UTF-8.' });
};

const verifyDelivery: RequestHandler = (request, response, next) => {
  const delivery = deliveryOf(response);
  const body = bodyOf(request);
  notesOf(response).bytes = body.length;
  const key = delivery.verify(request.headersDistinct, body, Date.now());
  if (key === undefined) {
    notesOf(response).outcome = 'unverified';
    response.status(401).end();
    return;
  }
  delivery.key = key;
  next();
};

/** The bytes as they were sent; none when there is no body at all. */
function bodyOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

const OUTCOME_OF: Readonly<Partial<Record<ProblemCode, DeliveryOutcome>>> = {
  delivery_conflict: 'conflict',
  temporal_unavailable: 'unavailable',
  investigation_failed: 'failed',
};

function investigate(dependencies: WebhookDependencies): RequestHandler {
  const { client, taskQueue, auditRetentionDays, metrics, links } = dependencies;
  return async (request, response) => {
    const arrivedMs = performance.now();
    const { sender, key } = deliveryOf(response);
    const notes = notesOf(response);
    const body = bodyOf(request);
    const nowMs = Date.now();
    try {
      const anomaly = readAnomaly(jsonObject(body), { mapping: sender.mapping, auditRetentionDays, nowMs });
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
    } catch (error) {
      if (error instanceof Problem) notes.outcome = OUTCOME_OF[error.code] ?? 'refused';
      throw error;
    }
  };
}

async function answerOf(
  request: Request,
  response: Response,
  investigation: string,
  { runId, how }: StartedInvestigation,
  { client, waitingRoom, stopping }: WebhookDependencies,
): Promise<AwaitReportAnswer | 'pending'> {
  if (how === 'repeated') return callTemporal(client, () => closedRun(client, investigation, runId));
  const { seconds, isApplied } = waitPreferred(request.headersDistinct.prefer);
  if (isApplied) response.set('Preference-Applied', `wait=${seconds}`);
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
      detail: `${answer.reason.replace(/\.?$/, '.')} The same delivery starts it again.`,
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
