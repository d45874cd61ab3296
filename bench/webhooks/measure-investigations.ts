import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { withProgress } from '../../scripts/servers/progress';
import { investigationWorkflowId } from '../../workflows/ids';
import { phasesOf, type Phase } from '../run-phases';
import { atRate } from './at-rate';
import { delivery, storyBody } from './deliveries';
import { openLine } from './open-line';
import type { Scene } from './scene';

/** Longest that the API lets a sender wait. */
const WAIT_S = 60;

const Published = z.object({ id: z.string(), verdict: z.string(), report: z.url(), missing: z.array(z.unknown()) });

export interface InvestigationsOptions {
  readonly storyEndMs: number;
  readonly count: number;
  readonly perSecond: number;
  /** Investigations before these: code gets compiled and caches filled. */
  readonly warmUp: number;
}

export interface Investigations {
  /** Milliseconds from when a delivery was due until its sender had the verdict and the link. */
  readonly latencies: readonly number[];
  /** What each investigation spent on which activity. */
  readonly phases: readonly (readonly Phase[])[];
}

/**
 * Reports the story's anomalies, each time under a new id, and waits for their reports.
 *
 * @throws Error when an answer has no report, or a source was missing: there is less to do then
 */
export async function measureInvestigations(
  client: Client,
  { apiUrl }: Scene,
  { storyEndMs, count, perSecond, warmUp }: InvestigationsOptions,
): Promise<Investigations> {
  const line = openLine(apiUrl);
  const ids: string[] = [];
  const investigate = async (nth: number): Promise<void> => {
    const { status, text } = await line.post(delivery(storyBody(nth, storyEndMs)), WAIT_S);
    if (status !== 200) throw new Error(`the API answered ${status} and no report: ${text}`);
    const { id, missing } = Published.parse(JSON.parse(text));
    if (missing.length > 0) throw new Error(`a report is not whole: ${text}`);
    ids.push(id);
  };
  try {
    for (let nth = 0; nth < warmUp; nth += 1) await investigate(nth);
    ids.length = 0;
    const latencies = await withProgress(`${count} investigations, ${perSecond} a second`, () =>
      atRate(perSecond, count, investigate),
    );
    const phases: Phase[][] = [];
    for (const id of ids) {
      phases.push(phasesOf([await client.workflow.getHandle(investigationWorkflowId(id)).fetchHistory()]));
    }
    return { latencies, phases };
  } finally {
    line.close();
  }
}
