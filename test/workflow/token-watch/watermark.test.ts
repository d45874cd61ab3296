import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId } from '../../support/audit-records';
import { forgeLastResult, quietResult } from '../../support/forged-result';
import { joinedWindows } from '../../support/manifest-windows';
import { TokenWatchRig } from '../../support/token-watch-rig';

const OVERLAP_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let rig: TokenWatchRig;
beforeEach(async () => {
  rig = await TokenWatchRig.start();
}, 60_000);
afterEach(() => rig.close(), 60_000);

const ago = (minutes: number) => minutesBefore(Date.now(), minutes);
const before = (time: string, ms: number) => new Date(Date.parse(time) - ms).toISOString();

function add(id: string, time: string): void {
  addToken(rig.sandbox, rig.accountId, tokenId(1), HARMLESS);
  rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, id, token: tokenId(1), time }));
}

/** Beginnings of the windows that were asked for since the last call. */
function windowsAsked(): string[] {
  const asked = rig.sandbox.control.requests({ pathMatches: '/logs/audit' });
  rig.sandbox.control.clearRequests();
  return asked.map(({ path }) => new URL(path, 'http://sandbox').searchParams.get('since')!);
}

describe('the watermark', () => {
  it('after a month without runs is taken up where it was', async () => {
    const left = ago(31 * 24 * 60);
    await forgeLastResult(rig, quietResult(left));
    add('a-month-ago', before(left, -HOUR_MS));
    add('a-week-ago', ago(7 * 24 * 60));
    add('now', ago(1));

    const result = await rig.watch();

    expect(result.created).toBe(3);
    expect(result.through).toBe(result.startedAt);
    expect(await joinedWindows(rig)).toEqual([{ since: before(left, OVERLAP_MS), before: result.startedAt }]);
  }, 60_000);

  it('is not moved by a run that fails, nor by a sweep, a backfill or a dry run', async () => {
    const { through } = await rig.watch();
    const window = { since: ago(600), before: ago(300) };
    for (const job of ['sweep', 'backfill', 'dry-run'] as const) {
      await rig.run(job === 'sweep' ? { job } : { job, window });
    }
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/logs/audit',
      times: 'always',
      kind: { status: 403 },
    });
    await expect(rig.watch()).rejects.toThrow();
    rig.sandbox.control.clearFaults();
    add('meanwhile', ago(1));
    windowsAsked();

    const result = await rig.watch();

    expect(windowsAsked()[0]).toBe(before(through, OVERLAP_MS));
    expect(result.created).toBe(1);
    expect(result.through > through).toBe(true);
  }, 60_000);

  it('does not move back, even when the clock does', async () => {
    const ahead = before(ago(0), -10 * 60_000);
    await forgeLastResult(rig, quietResult(ahead));
    const result = await rig.watch();
    expect(result.through).toBe(ahead);
    expect(await joinedWindows(rig)).toEqual([{ since: before(ahead, OVERLAP_MS), before: result.startedAt }]);
  }, 60_000);

  it('that is lost is found again in the manifests, less the lateness that was promised', async () => {
    add('before', ago(10));
    const { through } = await rig.watch();
    await (await rig.schedule()).delete();
    add('late', ago(3 * 24 * 60 - 10));
    windowsAsked();

    const result = await rig.watch();

    expect(windowsAsked()[0]).toBe(before(through, 3 * DAY_MS));
    expect(result).toMatchObject({ created: 1, outcome: 'ok' });
  }, 60_000);

  it('without a manifest starts at the first look-back', async () => {
    add('within', ago(23 * 60));
    add('beyond', ago(25 * 60));
    const { startedAt, created } = await rig.watch();
    expect(windowsAsked()[0]).toBe(before(startedAt, DAY_MS));
    expect(created).toBe(1);
  }, 60_000);
});

describe('an event that arrives late', () => {
  it('is found by the next watch within the overlap, and by no watch beyond it', async () => {
    await rig.watch();
    add('within', ago(29));
    add('beyond', ago(40));
    const result = await rig.watch();
    expect(result.archived).toHaveLength(1);
    expect(result.archived[0]).toContain('_within.json');
  }, 60_000);
});

describe('the windows in the manifests', () => {
  it('join without a hole over runs that found nothing, runs that failed and the turn of the hour', async () => {
    const first = await rig.watch();
    const second = await rig.watch();
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/logs/audit',
      times: 'always',
      kind: { status: 403 },
    });
    await expect(rig.watch()).rejects.toThrow();
    rig.sandbox.control.clearFaults();
    const manifests = (await rig.keys('manifest/')).length;
    expect(manifests).toBe(1); // the others of this hour had nothing to say
    expect(second.unnamedWindows).not.toEqual([]);

    await forgeLastResult(rig, { ...second, manifestHour: before(second.startedAt, HOUR_MS).slice(0, 13) });
    const last = await rig.watch();

    expect(await rig.keys('manifest/')).toHaveLength(2);
    expect(last.unnamedWindows).toEqual([]);
    expect(await joinedWindows(rig)).toEqual([{ since: before(first.startedAt, DAY_MS), before: last.startedAt }]);
  }, 60_000);
});

describe('a slice with more events than one run finishes', () => {
  it('is finished by the runs after it, each event archived and judged once', async () => {
    const EVENTS = 620;
    addToken(rig.sandbox, rig.accountId, tokenId(1), HARMLESS);
    const startMs = Date.now() - 20 * 60_000;
    const timeOf = (index: number) => new Date(startMs + index * 1_000).toISOString();
    rig.sandbox.control.addEvents(
      Array.from({ length: EVENTS }, (_, index) =>
        tokenEvent({ accountId: rig.accountId, id: `e${index}`, token: tokenId(1), time: timeOf(index) }),
      ),
    );

    const first = await rig.watch();
    const second = await rig.watch();

    expect([first.created, second.created]).toEqual([EVENTS, 0]);
    expect([first.archived.length, second.archived.length]).toEqual([500, EVENTS - 500]);
    expect(new Set([...first.archived, ...second.archived]).size).toBe(EVENTS);
    expect(await rig.keys('audit/')).toHaveLength(EVENTS);
    expect(await rig.keys('assessed/')).toHaveLength(EVENTS);
    expect(rig.sandbox.control.requests({ pathMatches: '/tokens/a' })).toHaveLength(EVENTS);
    expect(first.through < timeOf(500)).toBe(true);
    expect(first.streams.v2?.stoppedAt).toBe(timeOf(500));
    expect(second.streams.v2).toEqual({ through: second.startedAt, readAt: second.startedAt });
  }, 120_000);
});
