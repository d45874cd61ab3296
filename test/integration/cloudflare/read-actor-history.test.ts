import type { NewEvent } from '../../../sandbox/cloudflare/audit-log';
import type { Json } from '../../../sandbox/json';
import { CORP, LABS } from '../../../sandbox/story/setting';
import type { SourceReading } from '../../../activities/shared/source-reading';
import {
  anomalyOf,
  createInvestigationRig,
  hoursAgo,
  inputOf,
  type InvestigationRig,
} from '../archive/investigation-rig';

let rig: InvestigationRig;
beforeEach(async () => {
  rig = await createInvestigationRig();
});
afterEach(() => rig.close());

const DANA = { email: 'dana@example.com' };
const DANA_ID = '55ee66ff77008899aa11bb22cc33dd44';
const token = (n: number) => n.toString(16).padStart(32, 'a');

interface Act {
  readonly hours?: number;
  readonly account?: string;
  readonly method?: string;
  readonly uri?: string;
  readonly actor?: Json;
  readonly more?: Json;
}

/** A request, by default a change of Dana's in Acme Corp an hour ago. */
function act(
  id: string,
  { hours = 1, account = CORP, method = 'PATCH', uri = '/zones/z1/dns_records/r1', actor, more }: Act = {},
): NewEvent {
  return {
    accountId: account,
    record: {
      id,
      account: { id: account, name: 'Acme' },
      action: { type: 'update', result: 'success', time: hoursAgo(hours) },
      actor: {
        id: DANA_ID,
        type: 'user',
        context: 'dash',
        email: 'dana@example.com',
        ip_address: '198.51.100.24',
        ...actor,
      },
      raw: { method, uri, status_code: 200, cf_ray_id: `ray-${id}` },
      resource: { id: 'r1', type: 'record' },
      ...more,
    },
  };
}

const add = (...events: NewEvent[]) => rig.sandbox.control.addEvents(events);
const many = (count: number, hours: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => act(`e${String(index).padStart(5, '0')}`, { hours: hours(index) }));
const ids = async (reading: SourceReading) => (await rig.events(reading)).map(({ id }) => id).sort();
const asked = (path = '/logs/audit') =>
  rig.sandbox.control
    .requests({ pathMatches: path })
    .map(({ path: full }) => new URL(full, 'http://sandbox').searchParams);
const v1Record = (id: string, type: string, hours: number, more: Json = {}): Json => ({
  id,
  when: hoursAgo(hours),
  action: { type, result: true },
  actor: { id: DANA_ID, email: 'dana@example.com', ip: '198.51.100.24', type: 'user' },
  interface: 'UI',
  resource: { id: 'r1', type: 'dns' },
  ...more,
});

describe('an actor’s history', () => {
  it('is asked for by e-mail address in every account, near the anomaly first, and is checked on our side', async () => {
    add(act('near'), act('before', { hours: 20 }), act('labs', { account: LABS }), act('too early', { hours: 27 }));
    add(act('somebody else', { actor: { email: 'eve@example.com', id: 'x' } }));

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['before', 'labs', 'near']);
    expect(reading).toMatchObject({ source: 'cloudflare', state: 'complete', events: 3, note: null });
    expect(new Set(asked().map((query) => query.get('actor_email')))).toEqual(new Set(['dana@example.com']));
    expect(
      new Set(asked().map((query) => [query.get('since'), query.get('before'), query.get('direction')].join())),
    ).toEqual(new Set([[hoursAgo(3), hoursAgo(0), 'asc'].join(), [hoursAgo(26), hoursAgo(3), 'desc'].join()]));
  });

  it('lets go of what Cloudflare answers although it is not the actor’s', async () => {
    const other = act('other', { actor: { email: 'eve@example.com', id: 'x' } }).record;
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/logs/audit',
      times: 'always',
      kind: {
        status: 200,
        body: { success: true, errors: [], messages: [], result: [other], result_info: { cursor: '' } },
      },
    });
    expect(await rig.readHistory(inputOf(anomalyOf(DANA)))).toMatchObject({
      events: 0,
      state: 'complete',
      staged: null,
    });
  });

  it.each([
    ['actor_id', { email: null, id: DANA_ID }, {}, 'actor'],
    [
      'actor_token_id',
      { email: null, tokenId: token(7) },
      { actor: { email: '', id: CORP, token_id: token(7) } },
      'token',
    ],
  ] as const)('is found by %s', async (parameter, actor, record, matchedBy) => {
    add(act('e1', record));
    const reading = await rig.readHistory(inputOf(anomalyOf(actor)));
    expect(await rig.events(reading)).toMatchObject([{ id: 'e1', matchedBy }]);
    expect(asked().every((query) => query.has(parameter))).toBe(true);
  });

  it('is found under every name that was reported, each event once', async () => {
    add(act('both'), act('by token', { actor: { email: '', id: CORP, token_id: token(7) } }));
    const reading = await rig.readHistory(inputOf(anomalyOf({ ...DANA, id: DANA_ID, tokenId: token(7) })));
    expect(await ids(reading)).toEqual(['both', 'by token']);
  });

  it('is not that of every token of an account whose id was reported as the actor’s', async () => {
    const by = (tokenId: string): Json => ({ email: '', id: CORP, type: 'account', token_id: tokenId });
    add(act('named', { actor: by(token(7)) }), act('another', { actor: by(token(8)) }));

    const reading = await rig.readHistory(
      inputOf(anomalyOf({ email: null, id: CORP.toUpperCase(), tokenId: token(7) })),
    );

    expect(await ids(reading)).toEqual(['named']);
    expect(reading.state).toBe('complete');
    expect((await rig.readHistory(inputOf(anomalyOf({ email: null, id: CORP })))).state).toBe('not_searchable');
  });

  it('tries the spelling that was reported and small letters', async () => {
    add(act('small'), act('large', { actor: { email: 'Dana@Example.com' } }));
    expect(await ids(await rig.readHistory(inputOf(anomalyOf({ email: 'Dana@Example.com' }))))).toEqual([
      'large',
      'small',
    ]);
  });

  it('by address alone is labelled so, and partial', async () => {
    add(act('e1'));
    const reading = await rig.readHistory(inputOf(anomalyOf({ email: null, ip: '198.51.100.24' })));
    expect(reading.state).toBe('partial');
    expect(await rig.events(reading)).toMatchObject([{ id: 'e1', matchedBy: 'address' }]);
  });

  it('goes on with the credentials that the actor made, and with those made with them', async () => {
    const minting = (id: string, hours: number, made: string, actor: Json = {}) =>
      act(id, {
        hours,
        method: 'POST',
        uri: `/accounts/${CORP}/tokens`,
        actor,
        more: { resource: { id: made, type: 'token', response: { id: made } } },
      });
    const by = (tokenId: string): Json => ({ email: '', id: CORP, type: 'account', token_id: tokenId });
    add(minting('made', 2, token(1)), minting('made with it', 1.5, token(2), by(token(1))));
    add(act('used', { hours: 1, actor: by(token(2)) }), act('not hers', { actor: by(token(3)) }));

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['made', 'made with it', 'used']);
    expect(reading.state).toBe('complete');
  });

  it('has room for the use of a credential, however much there was before', async () => {
    add(...many(4_000, (index) => 0.5 + index / 4_000));
    add(...Array.from({ length: 1_500 }, (_, index) => act(`b${index}`, { hours: 4 + index / 1_500 })));
    add(
      act('made', {
        hours: 2.9,
        method: 'POST',
        uri: `/accounts/${CORP}/tokens`,
        more: { resource: { id: token(1), type: 'token' } },
      }),
    );
    add(act('used', { hours: 1, actor: { email: '', id: CORP, token_id: token(1) } }));
    const reading = await rig.readHistory(inputOf(anomalyOf(DANA, { account: CORP })));
    expect(reading).toMatchObject({ state: 'truncated', events: 5_000 });
    expect(await ids(reading)).toContain('used');
  });

  it('looks for the use of ten credentials and says when there are more', async () => {
    add(
      ...Array.from({ length: 12 }, (_, index) =>
        act(`made ${index}`, {
          method: 'POST',
          uri: `/accounts/${CORP}/tokens`,
          more: { resource: { id: token(index), type: 'token', response: { id: token(index) } } },
        }),
      ),
    );
    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));
    expect(reading).toMatchObject({ state: 'truncated', events: 12 });
    expect(asked().filter((query) => query.has('actor_token_id'))).toHaveLength(10);
  });

  it('says which minting the settings approve', async () => {
    const minted = {
      method: 'POST',
      uri: `/accounts/${CORP}/tokens`,
      more: { resource: { id: token(1), type: 'token' } },
    };
    add(act('hers', minted), act('approved', { ...minted, actor: { email: 'alice@example.com', id: 'u1' } }));
    const [hers] = await rig.events(await rig.readHistory(inputOf(anomalyOf(DANA))));
    const [approved] = await rig.events(await rig.readHistory(inputOf(anomalyOf({ email: 'alice@example.com' }))));
    expect([hers!.approvedIssuer, approved!.approvedIssuer]).toEqual([false, true]);
  });
});

describe('the account that was named', () => {
  it.each([LABS, LABS.toUpperCase(), 'Acme Labs', 'acme-labs'])('is read alone, as %s', async (account) => {
    add(act('corp'), act('labs', { account: LABS }));
    const reading = await rig.readHistory(inputOf(anomalyOf(DANA, { account })));
    expect(await ids(reading)).toEqual(['labs']);
    expect(reading.state).toBe('complete');
  });

  it('is none of the settings: all are read, and the gap is said', async () => {
    add(act('corp'), act('labs', { account: LABS }));
    const reading = await rig.readHistory(inputOf(anomalyOf(DANA, { account: '../tokens' })));
    expect(await ids(reading)).toEqual(['corp', 'labs']);
    expect(reading).toMatchObject({ state: 'partial' });
  });
});

describe('what was reported of the actor', () => {
  it.each(['', ' ', 'dana@example.com&actor_email=', 'x" OR *', 'a/../../tokens', 'dana\n@example.com'])(
    'reaches no request when it is no name: %j',
    async (text) => {
      const reading = await rig.readHistory(inputOf(anomalyOf({ email: text, id: text, tokenId: text, ip: text })));
      expect(reading).toMatchObject({ state: 'not_searchable', staged: null });
      expect(asked()).toEqual([]);
    },
  );
});

describe('a long history', () => {
  it('is read by its cursor', async () => {
    add(...many(2_100, (index) => 0.5 + index / 1_000));
    expect(await rig.readHistory(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'complete', events: 2_100 });
  });

  it('ends at 5,000 records, nearest to the anomaly first, with a thousand left for what lies before', async () => {
    add(...many(5_200, (index) => 0.5 + index / 4_000));
    add(...Array.from({ length: 1_500 }, (_, index) => act(`b${index}`, { hours: 4 + index / 1_500 })));

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'truncated', events: 5_000 });
    const found = new Set(await ids(reading));
    expect(found.has('b0')).toBe(true);
    expect(found.has('b1499')).toBe(false);
  });

  it('whose pages repeat themselves is partial, and ends', async () => {
    const body = {
      success: true,
      errors: [],
      messages: [],
      result: [act('e1').record],
      result_info: { cursor: 'again' },
    };
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/logs/audit',
      times: 'always',
      kind: { status: 200, body },
    });
    expect(await rig.readHistory(inputOf(anomalyOf(DANA, { account: CORP })))).toMatchObject({
      state: 'partial',
      events: 1,
    });
    expect(asked().length).toBeLessThan(10);
  });

  it('asks for smaller pages where Cloudflare refuses large ones', async () => {
    add(...many(250, () => 1));
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: 'limit=1000',
      times: 'always',
      kind: { status: 400 },
    });
    expect(await rig.readHistory(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'complete', events: 250 });
  });

  it('is cut off by the time for reading, and keeps what it has', async () => {
    await rig.close();
    rig = await createInvestigationRig({ budgetMs: 1_000 });
    add(...many(1_100, () => 1));
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: 'cursor=',
      times: 'always',
      kind: { delayMs: 1_900 },
    });
    const reading = await rig.readHistory(inputOf(anomalyOf(DANA, { account: CORP })));
    expect(reading).toMatchObject({ state: 'partial', events: 1_000 });
    expect(reading.note).toContain('time for reading was over');
  });

  it('that was not begun in time is missing', async () => {
    await rig.close();
    rig = await createInvestigationRig({ budgetMs: 100 });
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/logs/audit',
      times: 'always',
      kind: { delayMs: 900 },
    });
    expect(await rig.readHistory(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'missing', events: 0 });
  });
});

describe('a failure', () => {
  it('of one account leaves a gap that names it and the remedy', async () => {
    add(act('corp'), act('labs', { account: LABS }));
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: `${LABS}/logs/audit`,
      times: 'always',
      kind: { status: 403 },
    });

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['corp']);
    expect(reading.state).toBe('partial');
    expect(reading.note).toMatch(/^Account Acme Labs: .*Account Settings: Read/);
  });

  it('of every account is the activity’s', async () => {
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/logs/audit',
      times: 'always',
      kind: { status: 403 },
    });
    await expect(rig.readHistory(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({
      type: 'AuthRejected',
      nonRetryable: true,
    });
  });

  it('that may pass in one of them is the one to repeat', async () => {
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: `${CORP}/logs/audit`,
      times: 'always',
      kind: { status: 403 },
    });
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: `${LABS}/logs/audit`,
      times: 'always',
      kind: { status: 503 },
    });
    await expect(rig.readHistory(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
    });
  });

  it.each(['drop', 'lost-answer', 'truncated-json', 'success-false', { status: 500 }] as const)(
    'in passing (%j) costs nothing',
    async (kind) => {
      add(act('e1'));
      rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/logs/audit', times: 2, kind });
      expect(await rig.readHistory(inputOf(anomalyOf(DANA, { account: CORP })))).toMatchObject({
        state: 'complete',
        events: 1,
      });
    },
  );
});

describe('the older log', () => {
  beforeEach(async () => {
    await rig.close();
    rig = await createInvestigationRig({ streams: ['v2', 'v1'] });
  });

  it('is read where the settings ask for it, and adds what it alone tells', async () => {
    add(act('e2'));
    rig.sandbox.control.addEventV1({ accountId: CORP, record: v1Record('viewed', 'API_key_view', 1.5) });

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await rig.events(reading)).toMatchObject([{ id: 'e2' }, { id: 'viewed', kind: 'secret_viewed' }]);
    expect(asked('/audit_logs').every((query) => query.get('actor.email') === 'dana@example.com')).toBe(true);
  });

  it('shows no act a second time that the newer one shows; the record stays in the evidence', async () => {
    add(act('new', { hours: 1 }));
    rig.sandbox.control.addEventV1({ accountId: CORP, record: v1Record('old', 'rec_set', 1) });
    rig.sandbox.control.addEventV1({ accountId: CORP, record: v1Record('another', 'rec_set', 1.2) });

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['another', 'new']);
    expect(reading.events).toBe(2);
    expect((await rig.lines(reading)).map(({ raw }) => raw['id']).sort()).toEqual(['another', 'new', 'old']);
  });

  it('cannot be searched by an id, which is said', async () => {
    const reading = await rig.readHistory(inputOf(anomalyOf({ email: null, id: DANA_ID })));
    expect(reading).toMatchObject({ state: 'partial' });
    expect(asked('/audit_logs')).toEqual([]);
  });
});

describe('what is handed over', () => {
  const planted = 'v1.0-0123456789abcdef-0123456789abcdef0123456789abcdef';

  it('has no secret, and still tells what was done with a setting', async () => {
    add(
      act('ssl', {
        uri: '/zones/d41d8cd98f00b204e9800998ecf8427e/settings/ssl',
        more: {
          resource: {
            id: 'ssl',
            request: { id: 'ssl', value: 'off', api_token: planted },
            response: { client_secret: planted },
          },
        },
      }),
      act('path', { uri: `/zones/z1/x?token=${planted}` }),
    );

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(JSON.stringify(await rig.lines(reading))).not.toContain(planted);
    expect((await rig.events(reading)).find(({ id }) => id === 'ssl')!.kind).toBe('security_weakened');
  });

  it('keeps a record of an unknown shape apart', async () => {
    add(act('odd', { more: { resource: 'no object' } }), act('e1'));
    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));
    expect(reading).toMatchObject({ state: 'partial', events: 1 });
    expect(await rig.lines(reading)).toHaveLength(2);
  });

  it('goes by the hash of its bytes where a record has no id', async () => {
    add(act('x', { more: { id: null } }));
    const [event] = await rig.events(await rig.readHistory(inputOf(anomalyOf(DANA))));
    expect(event!.id).toMatch(/^[0-9a-f]{64}$/);
  });
});
