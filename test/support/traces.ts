import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { WorkerRig } from './worker-rig';

/** A text that somebody may read later, and where it stands. */
export interface Trace {
  readonly where: string;
  readonly text: string;
}

/** Where `needle` is found in any spelling, as it is or inside base64. Each place once, in order. */
export function placesOf(needle: string, traces: readonly Trace[]): string[] {
  const wanted = needle.toLowerCase();
  const holding = traces.filter((trace) => searchable(trace).some((reading) => reading.includes(wanted)));
  return [...new Set(holding.map(({ where }) => where))].sort();
}

/** Every version of every object: key and bytes. */
export async function storeTraces({ s3, bucket }: WorkerRig): Promise<Trace[]> {
  const { Versions = [], IsTruncated } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  if (IsTruncated === true) throw new Error('more objects than one page shows: not everything was searched');
  return Promise.all(
    Versions.map(async ({ Key = '', VersionId = '' }) => {
      const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const content = (Key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      const text = [Key, JSON.stringify(Metadata ?? {}), content].join('\n');
      return { where: `store: ${folderOf(Key)}`, text };
    }),
  );
}

/** `audit`, or one folder more where several kinds of objects share the first. */
function folderOf(key: string): string {
  const [first = '', second = ''] = key.split('/');
  return first === 'insights' || (first === 'staging' && second === 'insights') ? `${first}/${second}` : first;
}

/** Tickets with their comments and attachments, every field. */
export function trackerTraces({ sandbox: { control } }: WorkerRig): Trace[] {
  return [
    ...control.issues().map((issue) => ({ where: 'tracker: ticket', text: JSON.stringify(issue) })),
    ...control.comments().map((comment) => ({ where: 'tracker: comment', text: JSON.stringify(comment) })),
    ...control.attachments().map((attachment) => ({ where: 'tracker: attachment', text: JSON.stringify(attachment) })),
  ];
}

/** Reports with their labels, properties and attachments. */
export function wikiTraces({ sandbox: { control } }: WorkerRig): Trace[] {
  return control.confluence.pages().flatMap(({ title, labels, attachments, ...page }) => [
    { where: 'wiki: title', text: title },
    { where: 'wiki: label', text: labels.join('\n') },
    { where: 'wiki: page', text: JSON.stringify(page) },
    ...attachments.map(({ title: name, base64, ...rest }) => ({
      where: `wiki: attachment ${name}`,
      text: [JSON.stringify(rest), Buffer.from(base64, 'base64').toString('utf8')].join('\n'),
    })),
  ]);
}

/**
 * Whatever Temporal keeps of the rig's runs: histories with payloads as text, descriptions with memo and search attributes,
 * and the details that the UI asks a worker for.
 */
export async function temporalTraces({ client, taskQueue }: WorkerRig): Promise<Trace[]> {
  const traces: Trace[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query: `TaskQueue = '${taskQueue}'` })) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { events } = await handle.fetchHistory();
    for (const event of events ?? []) {
      const kind = Object.keys(event).find((name) => name.endsWith('EventAttributes')) ?? 'event';
      traces.push({ where: `history: ${kind.replace('EventAttributes', '')}`, text: textOf(event) });
    }
    traces.push({ where: 'description', text: textOf((await handle.describe()).raw) });
    traces.push({ where: 'details', text: JSON.stringify(await handle.query('__temporal_workflow_metadata')) });
  }
  return traces;
}

/** All that Temporal tells of runs that go on: the last failure and heartbeat of each activity that is being retried. */
export async function pendingActivityTraces({ client, taskQueue }: WorkerRig): Promise<Trace[]> {
  const traces: Trace[] = [];
  const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    for (const { lastFailure, heartbeatDetails } of raw.pendingActivities ?? []) {
      if (lastFailure) traces.push({ where: 'pending activity: failure', text: textOf(lastFailure) });
      if (heartbeatDetails) traces.push({ where: 'pending activity: heartbeat', text: textOf(heartbeatDetails) });
    }
  }
  return traces;
}

/** Every text and every payload in `value`. Payloads are bytes: JSON as it was handed over. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, field]) => `${name}=${textOf(field)}`)
    .join('\n');
}

/** Hundreds of needles are looked for in the same traces. */
const read = new WeakMap<Trace, readonly string[]>();

function searchable(trace: Trace): readonly string[] {
  const known = read.get(trace) ?? readings(trace.text).map((reading) => reading.toLowerCase());
  read.set(trace, known);
  return known;
}

/** The text itself, and what base64 in it says, to any depth. */
function readings(text: string): string[] {
  const inside = [...text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)]
    .map(([encoded]) => Buffer.from(encoded, 'base64').toString('latin1'))
    .filter((decoded) => /[ -~]{12,}/.test(decoded));
  return [text, ...inside.flatMap(readings)];
}
