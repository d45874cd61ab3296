import { archiveKey } from '../../../domain/archive-key';
import { canonicalJson } from '../../../activities/shared/canonical-json';
import { sha256Hex } from '../../../activities/shared/hashing';
import { retainUntil } from '../../../domain/retention';
import { addToken, HARMLESS, tokenEvent, tokenId, WRITES } from '../../support/audit-records';
import { ACCOUNT_ID, at, createCloudflareRig, NO_SIGNAL, NOW_MS, SECRET, type CloudflareRig } from './cloudflare-rig';

let rig: CloudflareRig;
beforeEach(async () => {
  rig = await createCloudflareRig();
});
afterEach(() => rig.close());

const LOCK = retainUntil(at(0), 1);

const give = (id: string, policies: unknown) => addToken(rig.sandbox, ACCOUNT_ID, id, policies);

/** Puts a creation into the archive as the archive activity does, and returns its key. */
async function archived(id: string, token: string): Promise<{ key: string; body: string }> {
  const time = at(10);
  const body = canonicalJson(tokenEvent({ accountId: ACCOUNT_ID, id, time, token }).record);
  const key = archiveKey({ prefix: '', stream: 'v2', accountId: ACCOUNT_ID, id, time, identityHash: sha256Hex(id) });
  await rig.store.putImmutable(
    { key, body, lock: { mode: 'GOVERNANCE', retainUntil: LOCK, atLeast: LOCK } },
    NO_SIGNAL,
  );
  return { key, body };
}

const assess = (...keys: string[]) => rig.assess({ events: keys.map((eventKey) => ({ eventKey, stream: 'v2' })) });
const lookups = () => rig.sandbox.control.requests({ pathMatches: '/tokens/a+' }).length;

describe('an event in the archive', () => {
  it('with nothing to review is handled with its record, locked like the archive', async () => {
    const { key, body } = await archived('e1', tokenId(1));
    give(tokenId(1), HARMLESS);

    const { items, retainUntil: lock } = await assess(key);

    expect(items).toEqual([{ eventKey: key, outcome: 'passed' }]);
    expect(lock).toBe(LOCK);
    expect(await rig.records.readRecord('assessed', key, NO_SIGNAL)).toMatchObject({
      eventKey: key,
      eventSha256: sha256Hex(body),
      flagged: false,
      ticket: null,
    });
    expect((await rig.store.head(key.replace('audit/', 'assessed/'), NO_SIGNAL))?.lock.retainUntil).toBe(LOCK);
  });

  it('with something to review is judged, with its ticket, and not handled', async () => {
    const { key } = await archived('e1', tokenId(1));
    give(tokenId(1), WRITES);

    const { items } = await assess(key);

    expect(items).toEqual([
      {
        eventKey: key,
        outcome: 'flagged',
        severity: expect.any(String) as string,
        reasons: ['write_scope'],
        credential: tokenId(1),
      },
    ]);
    expect(await rig.records.readRecord('assessed', key, NO_SIGNAL)).toBeUndefined();
    expect(await rig.records.readRecord('judged', key, NO_SIGNAL)).toMatchObject({
      reasons: [{ code: 'write_scope' }],
      ticket: { title: expect.any(String) as string, description: expect.stringContaining(tokenId(1)) as string },
    });
  });

  it('that was judged stays judged, whatever the credential answers by now', async () => {
    const { key } = await archived('e1', tokenId(1));
    give(tokenId(1), WRITES);
    const first = await assess(key);
    rig.sandbox.control.setToken(tokenId(1), { policies: HARMLESS });
    const before = lookups();

    expect((await assess(key)).items).toEqual(first.items);
    expect(lookups()).toBe(before);
  });

  it('that was handled is found so, without a question', async () => {
    const { key } = await archived('e1', tokenId(1));
    give(tokenId(1), HARMLESS);
    await assess(key);
    rig.sandbox.control.setToken(tokenId(1), { policies: WRITES });
    rig.sandbox.control.clearRequests();

    expect((await assess(key)).items).toEqual([{ eventKey: key, outcome: 'handled' }]);
    expect(rig.sandbox.control.requests()).toEqual([]);
  });

  it('whose credential is gone is flagged', async () => {
    const { key } = await archived('e1', tokenId(1));
    expect((await assess(key)).items).toMatchObject([{ outcome: 'flagged', reasons: ['scope_unknown'] }]);
  });

  it('whose credential may not be read is flagged, and the permission is named once', async () => {
    const keys = [await archived('e1', tokenId(1)), await archived('e2', tokenId(2))].map(({ key }) => key);
    rig.sandbox.control.setCaller(SECRET, { permissions: ['Account Settings Read'] });
    const { items, missingPermissions } = await assess(...keys);
    expect(items).toMatchObject([{ reasons: ['scope_unknown'] }, { reasons: ['scope_unknown'] }]);
    expect(missingPermissions).toEqual(['Account API Tokens: Read']);
  });

  it('that is not there is left for a later run, and holds up no other', async () => {
    const { key } = await archived('e1', tokenId(1));
    give(tokenId(1), HARMLESS);
    const gone = key.replace('_e1', '_e2');
    expect((await assess(gone, key)).items).toMatchObject([
      { eventKey: gone, outcome: 'pending', type: 'NotFound' },
      { eventKey: key, outcome: 'passed' },
    ]);
  });

  it('is not judged while Cloudflare is down: the activity fails and is tried again', async () => {
    const { key } = await archived('e1', tokenId(1));
    rig.sandbox.control.addFault({ provider: 'cloudflare', times: 'always', kind: { status: 503 } });
    await expect(assess(key)).rejects.toMatchObject({ type: 'Unavailable' });
    expect(await rig.keys()).toEqual([key]);
  });
});

describe('a dry run', () => {
  it('judges what it is given and writes nothing', async () => {
    give(tokenId(1), WRITES);
    give(tokenId(2), HARMLESS);
    const [first, second] = [await archived('e1', tokenId(1)), await archived('e2', tokenId(2))];
    const before = await rig.keys();

    const { items } = await rig.assess({
      dryRun: true,
      events: [first, second].map(({ key, body }) => ({ eventKey: key, stream: 'v2', body })),
    });

    expect(items).toMatchObject([{ outcome: 'flagged', reasons: ['write_scope'] }, { outcome: 'passed' }]);
    expect(await rig.keys()).toEqual(before);
  });

  it('does not judge what was too large to travel', async () => {
    const { items } = await rig.assess({ dryRun: true, events: [{ eventKey: 'audit/v2/x.json', stream: 'v2' }] });
    expect(items).toEqual([{ eventKey: 'audit/v2/x.json', outcome: 'not judged' }]);
    expect(await rig.keys()).toEqual([]);
  });
});

it('the run starts the retention of its records', () => expect(LOCK).toBe(new Date(NOW_MS + 86_400_000).toISOString()));

describe('a flagged event whose issuer the settings want investigated', () => {
  beforeEach(async () => {
    await rig.close();
    rig = await createCloudflareRig({}, { investigateFrom: 'medium' });
  });

  it('names the same investigation each time it is looked at, also when the credential answers something else by then', async () => {
    const { key } = await archived('e1', tokenId(1));
    give(tokenId(1), WRITES);
    const { items } = await assess(key);
    give(tokenId(1), HARMLESS);

    expect((await assess(key)).items).toEqual(items);
    expect(items).toMatchObject([
      {
        investigate: {
          investigation: expect.stringMatching(/^[0-9a-f]{24}$/) as unknown,
          anomaly: { actor: { email: 'alice@example.com' }, timestamp: at(10), account: ACCOUNT_ID },
          ticket: { account: 'acme', credential: tokenId(1) },
        },
      },
    ]);
  });

  it('names none in a dry run', async () => {
    const { key, body } = await archived('e1', tokenId(1));
    give(tokenId(1), WRITES);
    const { items } = await rig.assess({ events: [{ eventKey: key, stream: 'v2', body }], dryRun: true });
    expect(items).toMatchObject([{ outcome: 'flagged' }]);
    expect(items[0]).not.toHaveProperty('investigate');
  });
});
