import { CORP, LABS } from '../../../sandbox/story/setting';
import {
  anomalyOf,
  createInvestigationRig,
  hoursAgo,
  inputOf,
  type InvestigationRig,
} from '../archive/investigation-rig';
import { act, byToken, DANA, DANA_ID, historyWith, minting, token, v1Record } from './history-rig';

let rig: InvestigationRig;
beforeEach(async () => {
  rig = await createInvestigationRig();
});
afterEach(() => rig.close());

const { add, addOlder, ids, asked, fault } = historyWith(() => rig);

describe('an actor’s history', () => {
  it('is asked for by e-mail address in every account, outward from the anomaly, and is checked on our side', async () => {
    add(act('near'), act('before', { hours: 20 }), act('labs', { account: LABS }), act('too early', { hours: 27 }));
    add(act('somebody else', { actor: { email: 'eve@example.com', id: 'x' } }));

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['before', 'labs', 'near']);
    expect(reading).toMatchObject({ source: 'cloudflare', state: 'complete', events: 3, note: null });
    expect(new Set(asked().map((query) => query.get('actor_email')))).toEqual(new Set(['dana@example.com']));
    expect(
      new Set(asked().map((query) => [query.get('since'), query.get('before'), query.get('direction')].join())),
    ).toEqual(
      new Set([
        [hoursAgo(2), hoursAgo(0), 'asc'].join(),
        [hoursAgo(6), hoursAgo(2), 'desc'].join(),
        [hoursAgo(26), hoursAgo(6), 'desc'].join(),
      ]),
    );
  });

  it('lets go of what Cloudflare answers although it is not the actor’s', async () => {
    const other = act('other', { actor: { email: 'eve@example.com', id: 'x' } }).record;
    fault({
      status: 200,
      body: { success: true, errors: [], messages: [], result: [other], result_info: { cursor: '' } },
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
    add(act('named', { actor: byToken(token(7)) }), act('another', { actor: byToken(token(8)) }));

    const reading = await rig.readHistory(
      inputOf(anomalyOf({ email: null, id: CORP.toUpperCase(), tokenId: token(7) })),
    );

    expect(await ids(reading)).toEqual(['named']);
    expect(reading).toMatchObject({ state: 'complete', note: expect.stringContaining('an account’s') as string });
    expect(await rig.readHistory(inputOf(anomalyOf({ email: null, id: CORP })))).toMatchObject({
      state: 'not_searchable',
      note: expect.stringContaining('an account’s') as string,
    });
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

  it('that is empty says which spellings were searched for', async () => {
    expect((await rig.readHistory(inputOf(anomalyOf(DANA)))).note).toContain('small letters');
    add(act('e1'));
    expect((await rig.readHistory(inputOf(anomalyOf(DANA)))).note).toBeNull();
  });

  it('goes on with the credentials that the actor made, and with those made with them', async () => {
    add(minting('made', token(1), { hours: 2.5 }));
    add(minting('made with it', token(2), { hours: 1.5, actor: byToken(token(1)) }));
    add(act('used', { hours: 1, actor: byToken(token(2)) }), act('not hers', { actor: byToken(token(3)) }));

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['made', 'made with it', 'used']);
    expect(reading.state).toBe('complete');
  });

  it('goes on with a credential from its making on, although its rolling lies nearer to the anomaly', async () => {
    add(minting('made', token(1), { hours: 20 }), act('used', { hours: 10, actor: byToken(token(1)) }));
    const rolled = { method: 'PUT', uri: `/accounts/${CORP}/tokens/${token(1)}/value` };
    add(act('rolled', { ...rolled, hours: 1.5 }), act('used before', { hours: 21, actor: byToken(token(1)) }));

    expect(await ids(await rig.readHistory(inputOf(anomalyOf(DANA))))).toEqual(['made', 'rolled', 'used']);
  });

  it('goes on in every account with a token of the person’s own', async () => {
    const made = { hours: 2, uri: '/user/tokens', actor: byToken(token(7)) };
    add(minting('made in Corp', token(1), { ...made, account: CORP }));
    add(minting('made in Labs', token(1), { ...made, account: LABS }));
    add(act('used in Corp', { account: CORP, actor: byToken(token(1)) }));
    add(act('used in Labs', { account: LABS, actor: byToken(token(1)) }));

    const reading = await rig.readHistory(inputOf(anomalyOf({ email: null, tokenId: token(7) })));

    expect(await ids(reading)).toEqual(['made in Corp', 'made in Labs', 'used in Corp', 'used in Labs']);
  });

  it('looks for the use of ten credentials and says when there are more', async () => {
    add(...Array.from({ length: 12 }, (_, index) => minting(`made ${index}`, token(index))));
    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));
    expect(reading).toMatchObject({ state: 'truncated', events: 12 });
    expect(asked().filter((query) => query.has('actor_token_id'))).toHaveLength(10);
  });

  it('says which minting the settings approve', async () => {
    add(minting('hers', token(1)));
    add(minting('approved', token(1), { actor: { email: 'alice@example.com', id: 'u1' } }));
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

describe('the older log', () => {
  beforeEach(async () => {
    await rig.close();
    rig = await createInvestigationRig({ streams: ['v2', 'v1'] });
  });

  it('is read where the settings ask for it, and adds what it alone tells', async () => {
    add(act('e2'));
    addOlder(v1Record('viewed', 'API_key_view', 1.5));

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await rig.events(reading)).toMatchObject([{ id: 'e2' }, { id: 'viewed', kind: 'secret_viewed' }]);
    expect(asked('/audit_logs').every((query) => query.get('actor.email') === 'dana@example.com')).toBe(true);
  });

  it('shows no act a second time that the newer one shows; the record stays in the evidence', async () => {
    add(act('new', { hours: 1 }));
    addOlder(v1Record('old', 'rec_set', 1));
    addOlder(v1Record('another', 'rec_set', 1.2));

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['another', 'new']);
    expect(reading.events).toBe(2);
    expect((await rig.lines(reading)).map(({ raw }) => raw['id']).sort()).toEqual(['another', 'new', 'old']);
  });

  it('shows an act of its own that the newer one does not know, shortly before another one', async () => {
    add(act('created', { method: 'POST', uri: '/zones/z1/dns_records', hours: 1 }));
    addOlder(v1Record('deleted', 'stream_delete', 1 + 8 / 3_600));

    expect(await ids(await rig.readHistory(inputOf(anomalyOf(DANA))))).toEqual(['created', 'deleted']);
  });

  it('shows an act of one account that happened at the same time as another one in another', async () => {
    add(act('in Labs', { account: LABS }));
    addOlder(v1Record('in Corp', 'rec_set', 1));

    expect(await ids(await rig.readHistory(inputOf(anomalyOf(DANA))))).toEqual(['in Corp', 'in Labs']);
  });

  it('cannot be searched by an id, which is said', async () => {
    const reading = await rig.readHistory(inputOf(anomalyOf({ email: null, id: DANA_ID })));
    expect(reading).toMatchObject({ state: 'partial', note: expect.stringContaining('older log') as string });
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
