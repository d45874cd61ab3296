import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { withProgress } from '../../scripts/servers/progress';
import { WORKFLOW_TYPE } from '../../workflows/ids';
import { watchProcess } from '../process-watch';
import { atRate } from './at-rate';
import { delivery, directStart, storyBody } from './deliveries';
import { openLine, postAccepted } from './open-line';
import type { Scene } from './scene';
import { startDirectly } from './start-directly';

/** Discarded: code gets compiled and connections opened. */
const WARM_UP_STARTS = 600;
/** Stretches of the steady rate, each way in turn. */
const STRETCHES = 3;
const COUNTED_WITHIN_MS = 30_000;

/** So many starts, one after the other in each of several lanes. */
export interface Round {
  readonly starts: number;
  readonly wallMs: number;
  /** User and system time of the process that calls Temporal. */
  readonly cpuMs: number;
}

/** Two rounds of equal size, one right after the other. */
export interface Pair {
  readonly api: Round;
  readonly direct: Round;
}

export interface StartsOptions {
  readonly storyEndMs: number;
  readonly rounds: number;
  readonly starts: number;
  readonly lanes: number;
  /** Starts a second of the steady rate, and for how long. */
  readonly steadyRate: number;
  readonly steadySeconds: number;
}

/** Milliseconds of each start at the steady rate. */
export interface SteadyLatencies {
  readonly api: readonly number[];
  readonly direct: readonly number[];
}

export interface Starts {
  readonly pairs: readonly Pair[];
  readonly steady: SteadyLatencies;
}

/**
 * Starts investigations through the API and with the client alone, in turn, on one Temporal server.
 *
 * No worker polls the task queue, so that every start ends as the same rows in Temporal's store, and none makes work for the
 * next.
 *
 * @throws Error when a start was not accepted, or Temporal does not know it afterwards
 */
export async function measureStarts(client: Client, scene: Scene, options: StartsOptions): Promise<Starts> {
  const { rounds, starts, lanes, steadyRate, steadySeconds, storyEndMs } = options;
  // One and the same for both: the payloads differ in nothing but ids.
  const body = storyBody(0, storyEndMs);
  const round = { body, starts, lanes };
  const pairs = await withProgress(`${2 * rounds} rounds of ${starts} starts`, async () => {
    await apiRound(scene, { ...round, starts: WARM_UP_STARTS });
    await directRound(client, { ...round, starts: WARM_UP_STARTS });
    const measured: Pair[] = [];
    for (let nth = 0; nth < rounds; nth += 1) measured.push(await pairOf(client, scene, round, nth % 2 === 0));
    return measured;
  });
  const count = Math.ceil((steadyRate * steadySeconds) / STRETCHES);
  const steady = await withProgress(`${steadyRate} starts a second`, () =>
    steadyLatencies(client, scene, { body, steadyRate, count }),
  );
  await assertStarted(client, 2 * (WARM_UP_STARTS + rounds * starts + STRETCHES * count));
  return { pairs, steady };
}

interface RoundOptions {
  readonly body: string;
  readonly starts: number;
  readonly lanes: number;
}

/** Who goes first changes from pair to pair: the store grows, and the machine's other work comes and goes. */
async function pairOf(client: Client, scene: Scene, options: RoundOptions, apiFirst: boolean): Promise<Pair> {
  if (apiFirst) {
    const api = await apiRound(scene, options);
    return { api, direct: await directRound(client, options) };
  }
  const direct = await directRound(client, options);
  return { api: await apiRound(scene, options), direct };
}

async function apiRound({ api, apiUrl }: Scene, { body, starts, lanes }: RoundOptions): Promise<Round> {
  const deliveries = Array.from({ length: starts }, () => delivery(body));
  const line = openLine(apiUrl);
  try {
    const watch = watchProcess(api.pid);
    const wallMs = await timed(() => inLanes(lanes, deliveries, (each) => postAccepted(line, each)));
    return { starts, wallMs, cpuMs: watch.stop().cpuMs };
  } finally {
    line.close();
  }
}

async function directRound(client: Client, { body, starts, lanes }: RoundOptions): Promise<Round> {
  const inputs = Array.from({ length: starts }, () => directStart(body));
  const before = process.cpuUsage();
  const wallMs = await timed(() => inLanes(lanes, inputs, (each) => startDirectly(client, each)));
  const { user, system } = process.cpuUsage(before);
  return { starts, wallMs, cpuMs: (user + system) / 1_000 };
}

async function steadyLatencies(
  client: Client,
  { apiUrl }: Scene,
  { body, steadyRate, count }: { body: string; steadyRate: number; count: number },
): Promise<SteadyLatencies> {
  const api: number[] = [];
  const direct: number[] = [];
  for (let stretch = 0; stretch < STRETCHES; stretch += 1) {
    const line = openLine(apiUrl);
    try {
      api.push(...(await atRate(steadyRate, count, () => postAccepted(line, delivery(body)))));
    } finally {
      line.close();
    }
    direct.push(...(await atRate(steadyRate, count, () => startDirectly(client, directStart(body)))));
  }
  return { api, direct };
}

async function inLanes<T>(lanes: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** Temporal lists what it has accepted a little later. */
async function assertStarted(client: Client, expected: number): Promise<void> {
  const deadlineMs = Date.now() + COUNTED_WITHIN_MS;
  for (;;) {
    const { count } = await client.workflow.count(`WorkflowType = '${WORKFLOW_TYPE.investigateAnomaly}'`);
    if (count === expected) return;
    if (Date.now() > deadlineMs) throw new Error(`${expected} starts were accepted, but Temporal knows ${count}`);
    await sleep(500);
  }
}
