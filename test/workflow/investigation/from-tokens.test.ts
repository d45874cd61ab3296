import { GetObjectCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { investigationId } from '../../../domain/investigation/investigation-id';
import { sha256Hex } from '../../../activities/shared/hashing';
import type { InvestigationResult, TokenWatchResult } from '../../../workflows/contracts';
import { investigationWorkflowId } from '../../../workflows/ids';
import {
  addToken,
  HARMLESS,
  minutesBefore,
  tokenEvent,
  tokenId,
  WRITES,
  type TokenEvent,
} from '../../support/audit-records';
import { TokenWatchRig } from '../../support/token-watch-rig';
import type { RigOptions } from '../../support/worker-rig';

let rig: TokenWatchRig;
async function start(options: RigOptions = { startFromTokens: { minSeverity: 'low' } }): Promise<void> {
  rig = await TokenWatchRig.start({ investigations: true, ...options });
}
afterEach(() => rig.close(), 60_000);

const TOKEN = tokenId(1);

function add(event: Partial<TokenEvent> = {}, policies: unknown = WRITES): void {
  const { token = TOKEN, id = 'one' } = event;
  addToken(rig.sandbox, rig.accountId, token, policies);
  rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, ...event, id, token }));
}

async function investigations(): Promise<string[]> {
  const query = `TaskQueue = '${rig.taskQueue}' AND WorkflowType = 'investigateAnomaly'`;
  const ids: string[] = [];
  for await (const { workflowId } of rig.client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

/** The stored judgement of the only event. */
async function judged(): Promise<{ readonly credential: string; readonly event: string }> {
  const [key] = await rig.keys('judged/');
  return (await rig.json(key!)) as { credential: string; event: string };
}

/** The end of the only event's investigation. */
async function ended(): Promise<InvestigationResult> {
  return (await rig.client.workflow.getHandle(investigationWorkflowId(await onlyId())).result()) as InvestigationResult;
}

async function onlyId(): Promise<string> {
  const { credential, event } = await judged();
  return investigationId('token-watch', `${credential}\n${event}`, sha256Hex);
}

async function unzipped(key: string): Promise<string> {
  const { Body } = await rig.s3.send(new GetObjectCommand({ Bucket: rig.bucket, Key: key }));
  return gunzipSync(await Body!.transformToByteArray()).toString();
}

const pages = () => rig.sandbox.control.confluence.pages().filter(({ title }) => title.startsWith('INV-'));
const comments = () => rig.sandbox.control.comments();
const isFine = { outcome: 'ok', attention: [], pending: [] };

describe('a flagged token above the severity', () => {
  it('starts one investigation of its issuer, with one page, whose link is on the ticket', async () => {
    await start();
    add();

    expect(await rig.watch()).toMatchObject(isFine);
    const { report, verdict, missing, evidence } = await ended();

    expect(pages()).toHaveLength(1);
    const [issue] = rig.sandbox.control.issues();
    expect(comments()).toMatchObject([{ issueId: issue!.id }]);
    expect(comments()[0]!.body).toContain(`](${report})`);
    expect(comments()[0]!.body).toContain(verdict.replaceAll('_', ' '));
    expect(missing.join()).not.toMatch(/ticket/);
    expect(await unzipped(evidence.key)).toContain('alice@example.com');
  });

  it('starts it before its ticket is filed', async () => {
    await start();
    add();
    const { workflowId, runId } = await rig.watchRun();

    const { events } = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const begun = (events ?? []).flatMap((event) => [
      event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowType?.name ?? [],
      event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    ]);
    expect(begun.flat().slice(-2)).toEqual(['investigateAnomaly', 'fileReviewTickets']);
  });

  it('starts it once, when a second account shows the event after the investigation has ended', async () => {
    const secondAccountId = randomBytes(16).toString('hex');
    await start({ startFromTokens: { minSeverity: 'low' }, secondAccountId });
    const time = minutesBefore(Date.now(), 5);
    add({ time });
    await rig.watch();
    await ended();
    addToken(rig.sandbox, secondAccountId, TOKEN, WRITES);
    const { record } = tokenEvent({ accountId: rig.accountId, id: 'one', token: TOKEN, time });
    const account = { id: secondAccountId, name: 'Labs' };
    rig.sandbox.control.addEvent({ accountId: secondAccountId, record: { ...record, id: 'same', account } });

    expect(await rig.watch(secondAccountId)).toMatchObject({ ...isFine, flagged: 1 });

    expect(await investigations()).toHaveLength(1);
    expect(pages()).toHaveLength(1);
    expect(comments()).toHaveLength(1);
  });

  it('starts it once, however often the watch looks', async () => {
    await start();
    add();
    await rig.watch();
    await ended();

    await rig.watch();

    expect(await investigations()).toHaveLength(1);
    expect(pages()).toHaveLength(1);
    expect(comments()).toHaveLength(1);
  });

  it('starts it once, although its ticket is filed by a later watch only, and the link is there all the same', async () => {
    await start();
    add();
    const kind = { rateLimited: 'with-retry-after', retryAfterS: 600 } as const;
    rig.sandbox.control.addFault({ provider: 'linear', operation: 'issueCreate', kind });
    expect((await rig.watch()).pending).toHaveLength(1);
    expect(comments()).toEqual([]);

    expect(await rig.watch()).toMatchObject(isFine);
    await ended();

    expect(await investigations()).toHaveLength(1);
    expect(comments()).toHaveLength(1);
  });

  it('is investigated again by itself when its report cannot be published', async () => {
    await start();
    add();
    rig.sandbox.control.confluence.setApi({ mayWrite: false });
    await rig.watch();

    const handle = rig.client.workflow.getHandle(investigationWorkflowId(await onlyId()));
    const { runId } = await handle.describe();
    const first = rig.client.workflow.getHandle(handle.workflowId, runId, { followRuns: false });
    await expect(first.result()).rejects.toThrow();

    expect(await handle.describe()).toMatchObject({ status: { name: 'RUNNING' } });
    await handle.terminate('the test has seen enough');
  });

  it('that was made by a token is investigated without an address', async () => {
    await start();
    const actor = { id: 'svc-7f00c0ffee', type: 'account', context: 'api_token', token_id: tokenId(9) };
    add({ extra: { actor } });

    await rig.watch();

    expect(await ended()).toMatchObject({ state: 'published' });
    expect(comments()).toHaveLength(1);
  });

  it('whose issuer the log does not name is ticketed and not investigated', async () => {
    await start();
    add({ extra: { actor: {} } });

    expect(await rig.watch()).toMatchObject(isFine);

    expect(rig.sandbox.control.issues()).toHaveLength(1);
    expect(await investigations()).toEqual([]);
  });

  it('has its report although the ticket cannot be commented on, and the result says so', async () => {
    await start();
    rig.sandbox.control.addFault({ provider: 'linear', operation: 'commentCreate', kind: { status: 403 }, times: 99 });
    add();

    expect(await rig.watch()).toMatchObject(isFine);

    expect(await ended()).toMatchObject({
      state: 'published',
      missing: expect.arrayContaining([expect.stringMatching(/ticket was not told.*linear:/)]) as unknown,
    });
    expect(pages()).toHaveLength(1);
  });

  it('is one of ten in a run at most: the rest are counted, and all have tickets', async () => {
    await start();
    for (let index = 0; index < 13; index += 1) add({ id: `e${index}`, token: tokenId(index) });

    const result: TokenWatchResult = await rig.watch();

    expect(result.attention).toEqual([expect.stringMatching(/^3 flagged credentials start no investigation/)]);
    expect(result).toMatchObject({ pending: [] });
    expect(rig.sandbox.control.issues()).toHaveLength(13);
    expect(await listed(10)).toHaveLength(10);
  }, 120_000);

  it('is one of ten in a run at most: who has an investigation from an earlier run is not counted among the rest', async () => {
    await start();
    const kind = { rateLimited: 'with-retry-after', retryAfterS: 600 } as const;
    rig.sandbox.control.addFault({ provider: 'linear', operation: 'issueCreate', kind, times: 'always' });
    add({ id: 'before', token: tokenId(99) });
    expect((await rig.watch()).pending).toHaveLength(1);
    rig.sandbox.control.clearFaults();
    for (let index = 0; index < 11; index += 1) add({ id: `e${index}`, token: tokenId(index) });

    const result = await rig.watch();

    expect(result.attention).toEqual([expect.stringMatching(/^1 flagged credentials start no investigation/)]);
    expect(await listed(11)).toHaveLength(11);
  }, 120_000);

  it('that only the sweep finds has its investigation from there, and one only', async () => {
    await start();
    await rig.watch();
    add({ time: minutesBefore(Date.now(), 12 * 60) });
    expect(await rig.watch()).toMatchObject({ flagged: 0 });

    expect(await rig.run({ job: 'sweep' })).toMatchObject({ ...isFine, flagged: 1 });
    await ended();
    await rig.run({ job: 'sweep' });

    expect(await investigations()).toHaveLength(1);
    expect(pages()).toHaveLength(1);
    expect(comments()).toHaveLength(1);
  });

  it('is not investigated again by the sweep, when the watch has come first', async () => {
    await start();
    add();
    await rig.watch();
    await ended();

    await rig.run({ job: 'sweep' });

    expect(await investigations()).toHaveLength(1);
    expect(pages()).toHaveLength(1);
  });

  it.each(['backfill', 'dry-run'] as const)('starts no investigation in a %s', async (job) => {
    await start();
    add();
    expect(await rig.run({ job, window: lastDay() })).toMatchObject({ flagged: 1 });
    expect(await investigations()).toEqual([]);
  });
});

it.each([
  ['below the severity', { startFromTokens: { minSeverity: 'critical' } }, WRITES],
  ['that is not flagged', { startFromTokens: { minSeverity: 'low' } }, HARMLESS],
  ['where the setting is off', {}, WRITES],
])('a token %s starts no investigation', async (_case, options, policies) => {
  await start(options);
  add({}, policies);

  expect(await rig.watch()).toMatchObject(isFine);

  expect(rig.sandbox.control.issues()).toHaveLength(policies === WRITES ? 1 : 0);
  expect(await investigations()).toEqual([]);
});

function lastDay(): { since: string; before: string } {
  return { since: new Date(Date.now() - 86_400_000).toISOString(), before: new Date().toISOString() };
}

/** The list is eventually consistent: as many as are wanted, or what there is when the test's time is over. */
async function listed(count: number): Promise<string[]> {
  for (;;) {
    const found = await investigations();
    if (found.length >= count) return found;
  }
}
