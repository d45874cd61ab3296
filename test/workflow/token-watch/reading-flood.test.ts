import { createRecordStore } from '../../../activities/archive/records';
import { createArchiveStore } from '../../../activities/archive/store';
import { addToken, tokenEvent, tokenId, WRITES } from '../../support/audit-records';
import { TokenWatchRig } from '../../support/token-watch-rig';
import { GROUP } from '../../../sandbox/story/permission-groups';
import { allow, wholeAccount } from '../../../sandbox/story/policy';
import type { TokenWatchResult } from '../../../workflows/contracts';

const EVENTS = 60;

let rig: TokenWatchRig;
let flooded: TokenWatchResult;
beforeAll(async () => {
  rig = await TokenWatchRig.start();
  const critical = [allow([GROUP.accountTokensWrite, GROUP.dnsWrite], wholeAccount(rig.accountId))];
  for (let index = 0; index < EVENTS; index += 1) {
    addToken(rig.sandbox, rig.accountId, tokenId(index), index < 30 ? WRITES : critical);
    rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, id: `e${index}`, token: tokenId(index) }));
  }
  flooded = await rig.watch();
}, 60_000);
afterAll(() => rig.close(), 60_000);

const summaries = () => rig.sandbox.control.issues().filter(({ title }) => /wait/i.test(title));

describe('a flood of flagged credentials', () => {
  it('is fifty tickets, and the rest waits', () => {
    expect(flooded).toMatchObject({ outcome: 'attention', flagged: EVENTS });
    expect(flooded.tickets).toHaveLength(50);
    expect(flooded.pending).toHaveLength(10);
    for (const event of flooded.pending) expect(event).toMatchObject({ step: 'ticket', type: 'Flood' });
  });

  it('leaves the least urgent waiting', () => {
    const waiting = flooded.pending.map(({ id }) => Number(id!.slice(1)));
    expect(waiting.every((index) => index < 30)).toBe(true);
    expect(new Set(flooded.pending.map(({ severity }) => severity)).size).toBe(1);
  });

  it('is said in one summary ticket', () => {
    expect(rig.sandbox.control.issues()).toHaveLength(51);
    expect(summaries()).toHaveLength(1);
    expect(summaries()[0]!.description).toContain('10');
  });

  it('is archived whole, and holds up no watermark', async () => {
    expect(await rig.keys('audit/')).toHaveLength(EVENTS);
    expect(flooded.through).toBe(flooded.startedAt);
  });
});

describe('the run after it', () => {
  it('files what waits, but for what an operator has accepted, and judges nothing again', async () => {
    const [accepted] = flooded.pending;
    const { bucket, ...archive } = rig.settings.archive;
    const settings = { ...archive, bucket, accessKeyId: undefined, secretAccessKey: undefined };
    const records = createRecordStore(createArchiveStore(rig.s3, bucket), settings);
    const signal = new AbortController().signal;
    const judged = (await records.readRecord('judged', accepted!.key, signal)) as Record<string, unknown>;
    const { eventKey, eventSha256, severity, reasons, scope, notes } = judged;
    const acceptance = { by: 'ada', reason: 'known', at: new Date().toISOString() };
    const lock = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 86_400_000).toISOString();
    const record = {
      schema: 1,
      eventKey,
      eventSha256,
      flagged: true,
      severity,
      reasons,
      scope,
      notes,
      ticket: null,
      accepted: acceptance,
    };
    await records.createRecord('assessed', accepted!.key, record, lock, signal);
    rig.sandbox.control.clearRequests();

    const result = await rig.watch();

    expect(result).toMatchObject({ created: 0, pending: [], outcome: 'ok' });
    expect(result.tickets).toHaveLength(9);
    expect(result.archived.toSorted()).toEqual(flooded.pending.map(({ key }) => key).toSorted());
    expect(rig.sandbox.control.issues()).toHaveLength(60);
    expect(summaries()).toHaveLength(1);
    expect(rig.sandbox.control.requests({ pathMatches: '/tokens/' })).toEqual([]);
  }, 60_000);
});
