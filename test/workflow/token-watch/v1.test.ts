import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId } from '../../support/audit-records';
import { joinedWindows } from '../../support/manifest-windows';
import { TokenWatchRig } from '../../support/token-watch-rig';

let rig: TokenWatchRig;
beforeEach(async () => {
  rig = await TokenWatchRig.start({ auditApis: ['v2', 'v1'] });
  for (const number of [1, 2, 3]) addToken(rig.sandbox, rig.accountId, tokenId(number), HARMLESS);
}, 60_000);
afterEach(() => rig.close(), 60_000);

const ago = (minutes: number) => minutesBefore(Date.now(), minutes);

/** An action as the older log shows it; a token action names its token in `metadata.token_tag`. */
function addV1(id: string, action: string, time: string, metadata: object = {}): void {
  rig.sandbox.control.addEventV1({
    accountId: rig.accountId,
    record: {
      id,
      when: time,
      action: { type: action, result: true },
      actor: { id: 'u1', email: 'alice@example.com', type: 'user', ip: '198.51.100.20' },
      metadata,
      resource: { id: 'u1', type: 'account' },
    },
  });
}
const createdV1 = (id: string, token: number, time: string) =>
  addV1(id, 'token_create', time, { token_tag: tokenId(token) });
const idsOf = (keys: readonly string[]) => keys.map((key) => /_([^_]+)\.json$/.exec(key)?.[1]).toSorted();

describe('the older log beside the newer one', () => {
  it('adds what the newer one does not show, once that has had its time, and the Global API key at once', async () => {
    rig.sandbox.control.addEvent(
      tokenEvent({ accountId: rig.accountId, id: 'both', token: tokenId(1), time: ago(50) }),
    );
    createdV1('both-v1', 1, ago(50));
    createdV1('alone', 2, ago(45));
    createdV1('too-young', 3, ago(10));
    addV1('key', 'API_key_view', ago(1));

    const result = await rig.watch();

    expect(idsOf(result.archived)).toEqual(['alone', 'both', 'key']);
    expect(idsOf(await rig.keys('audit/v1/'))).toEqual(['alone', 'key']);
    expect(result).toMatchObject({ outcome: 'ok', streams: { v1: { through: result.startedAt } } });
    expect(rig.sandbox.control.issues()).toHaveLength(1); // the Global API key, which nothing narrows
    expect(await joinedWindows(rig, 'v1')).toHaveLength(1);
  }, 60_000);

  it('never holds the newer one: where it fails, the run says so and the next one reads it again', async () => {
    addV1('key', 'API_key_view', ago(5));
    rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, id: 'v2', token: tokenId(1) }));
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/audit_logs',
      times: 'always',
      kind: { status: 403 },
    });

    const failing = await rig.watch();
    rig.sandbox.control.clearFaults();
    const mended = await rig.watch();

    expect(idsOf(failing.archived)).toEqual(['v2']);
    expect(failing).toMatchObject({ outcome: 'attention', through: failing.startedAt });
    expect(failing.attention.join()).toContain('v1');
    expect(failing.streams.v1?.through).not.toBe(failing.startedAt);
    expect(idsOf(mended.archived)).toEqual(['key']);
    expect(mended.streams.v1?.through).toBe(mended.startedAt);
  }, 60_000);
});

it('an account that does not ask for the older log is not asked for it', async () => {
  const plain = await TokenWatchRig.start();
  await plain.watch();
  expect(plain.sandbox.control.requests({ pathMatches: '/audit_logs' })).toEqual([]);
  await plain.close();
}, 60_000);
