import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { withProgress } from '../servers/progress';
import { DEMO_SENDER, type Stage } from './stage';

const Story = z.array(
  z.object({
    name: z.string(),
    deliveryId: z.string(),
    anomaly: z.looseObject({
      actor: z.union([z.string(), z.looseObject({ email: z.string() })]),
      action: z.string(),
    }),
    faults: z.array(z.looseObject({ provider: z.string() })),
    verdict: z.string(),
    why: z.string(),
  }),
);
export type StoryAnomaly = z.output<typeof Story>[number];

const Published = z.object({
  id: z.string(),
  verdict: z.string(),
  confidence: z.number(),
  report: z.string(),
  missing: z.array(z.string()),
});

/** An anomaly of the story, and what the API answered to it. */
export interface Investigated {
  readonly story: StoryAnomaly;
  readonly status: number;
  /** Undefined when the answer has no verdict. */
  readonly published: z.output<typeof Published> | undefined;
}

/** Longest that the API lets a sender wait, seconds. */
const WAIT_S = 60;

/**
 * Posts the story's anomalies as a detector does: signed, one after the other, waiting for the report.
 *
 * What the story wants broken is broken before the anomaly is posted, and mended afterwards.
 */
export async function postAnomalies(stage: Stage): Promise<Investigated[]> {
  const stories = Story.parse(await (await fetch(`${stage.sandboxUrl}/control/investigations`)).json());
  const investigated: Investigated[] = [];
  for (const story of stories) {
    const { anomaly, deliveryId, faults } = story;
    for (const fault of faults) await send(`${stage.sandboxUrl}/control/faults`, JSON.stringify(fault));
    const broken = faults.length === 0 ? '' : `, while ${faults.map(({ provider }) => provider).join(' and ')} is down`;
    const answer = await withProgress(`a detector reports ${whatHappened(story)}${broken}`, () =>
      post(stage.apiUrl, deliveryId, JSON.stringify(anomaly)),
    );
    await fetch(`${stage.sandboxUrl}/control/faults`, { method: 'DELETE' });
    const body = Published.safeParse(await answer.json());
    investigated.push({ story, status: answer.status, published: body.data && opensHere(body.data, stage.sandboxUrl) });
  }
  return investigated;
}

/** Who did what, in the detector's words. */
export function whatHappened({ anomaly: { actor, action } }: StoryAnomaly): string {
  return `${typeof actor === 'string' ? actor : actor.email}: ${action}`;
}

/** One sentence for each report that is missing, says something else than the story expects, or does not open. */
export async function investigationDifferences(investigated: readonly Investigated[]): Promise<string[]> {
  const found: string[] = [];
  for (const { story, status, published } of investigated) {
    if (published === undefined) {
      found.push(`${story.name}: the API answered ${status} and no verdict`);
      continue;
    }
    if (published.verdict !== story.verdict)
      found.push(`${story.name}: verdict ${published.verdict} instead of ${story.verdict} (${story.why})`);
    const page = await fetch(published.report).catch(() => undefined);
    if (page?.ok !== true) found.push(`${story.name}: its report ${published.report} does not open`);
  }
  return found;
}

/** The link of a report that an earlier start has published leads to where its wiki was then. */
function opensHere(published: z.output<typeof Published>, sandboxUrl: string): z.output<typeof Published> {
  const { pathname } = new URL(published.report);
  return { ...published, report: new URL(pathname, sandboxUrl).href };
}

function post(apiUrl: string, id: string, body: string): Promise<Response> {
  const { name, secret } = DEMO_SENDER;
  const seconds = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return send(`${apiUrl}/webhooks/anomalies/${name}`, body, {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
    prefer: `wait=${WAIT_S}`,
  });
}

function send(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}
