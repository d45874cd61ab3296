import type { Json } from '../../../sandbox/json';
import { anomalyOf, hoursAgo, inputOf } from '../archive/investigation-rig';
import { CAROL, createDatadogRig, DANA, event, many, OFFICE, type DatadogRig } from './datadog-rig';

let rig: DatadogRig;
beforeEach(async () => {
  rig = await createDatadogRig();
});
afterEach(() => rig.close());

const UUID = '5d1f0b3c-7a9e-11f0-9c55-da7ad0900002';

describe('a search', () => {
  it('reads the window outward from the anomaly, what followed it first, 1,000 a page', async () => {
    rig.add(event('after', 1), event('before', 5), event('too early', 27));

    const reading = await rig.read();

    expect(await rig.idsOf(reading)).toEqual(['after', 'before']);
    expect(reading).toMatchObject({ source: 'datadog', state: 'complete', events: 2, note: null });
    expect(rig.searches().map(({ filter, sort, page }) => [filter['from'], filter['to'], sort, page])).toEqual([
      [hoursAgo(2), hoursAgo(0), 'timestamp', { limit: 1_000 }],
      [hoursAgo(6), hoursAgo(2), '-timestamp', { limit: 1_000 }],
      [hoursAgo(26), hoursAgo(6), '-timestamp', { limit: 1_000 }],
    ]);
  });

  it('tries the spelling that was reported and small letters', async () => {
    rig.add(event('one', 1), event('two', 1, { usr: { email: 'Dana@Example.com' } }));

    const reading = await rig.read({ email: 'Dana@Example.com' });

    expect(rig.queries()).toEqual(['(@usr.email:"Dana@Example.com" OR @usr.email:"dana@example.com")']);
    expect(await rig.idsOf(reading)).toEqual(['one', 'two']);
  });

  it('that finds nobody says that spelling matters, and is complete', async () => {
    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'complete', events: 0, staged: null });
    expect(reading.note).toContain('capital letters');
  });

  it('that finds others at the address alone says so too', async () => {
    rig.add(event('somebody', 1, CAROL));

    const reading = await rig.read({ ...DANA, ip: OFFICE });

    expect(reading).toMatchObject({ state: 'complete', events: 1 });
    expect(reading.note).toContain('capital letters');
  });

  it('that looks for no e-mail address says nothing of spelling', async () => {
    expect((await rig.read({ email: null, id: UUID })).note).toBeNull();
  });

  it.each([
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::1', '2001:0db8:0000:0000:0000:0000:0000:0001'],
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1'],
    ['2001:DB8::A', '2001:DB8::A'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['203.0.113.9', '::ffff:203.0.113.9'],
  ])('for the address %s finds what is recorded of %s', async (ip, recorded) => {
    rig.add(event('e1', 1, { network: { client: { ip: recorded } } }));
    expect(await rig.idsOf(await rig.read({ email: null, ip }))).toEqual(['e1']);
  });

  it('labels what merely came from the address, and knows the actor under another spelling there', async () => {
    const network = { client: { ip: '203.0.113.9' } };
    rig.add(
      event('hers', 1),
      event('hers too', 1, { usr: { email: 'DANA@example.com' }, network }),
      event('somebody', 1, { ...CAROL, network }),
    );

    const reading = await rig.read({ ...DANA, ip: '203.0.113.9' });

    expect(new Map((await rig.events(reading)).map((one) => [one.id, one.matchedBy]))).toEqual(
      new Map([
        ['hers', 'actor'],
        ['hers too', 'actor'],
        ['somebody', 'address'],
      ]),
    );
  });

  it('lets go of what Datadog finds and is not the actor’s', async () => {
    rig.sandbox.control.addFault({
      provider: 'datadog',
      times: 'always',
      kind: {
        status: 200,
        body: { data: [event('other', 1, CAROL).event], meta: { status: 'done' } },
      },
    });
    expect((await rig.read()).events).toBe(0);
  });

  it('by address alone is partial', async () => {
    rig.add(event('e1', 1));
    const reading = await rig.read({ email: null, ip: OFFICE });
    expect(reading).toMatchObject({ state: 'partial', events: 1 });
  });
});

describe('what was reported of the actor', () => {
  it.each([
    ['x" OR @usr.email:*'],
    ['dana@example.com" OR @action:*'],
    ['dana@example.com\n@action:*'],
    ['*@example.com'],
    ['dana@exa\u202emple.com'],
    [`${'a'.repeat(300)}@example.com`],
    ['@usr.email:*'],
    ['dana@example.com)'],
  ])('reaches Datadog never when it is no address: %j', async (email) => {
    const reading = await rig.read({ email, id: email, ip: email });

    expect(reading).toMatchObject({ state: 'not_searchable', events: 0, staged: null });
    expect(rig.searches()).toEqual([]);
  });

  it('is quoted where a name may hold a quotation mark of its own', async () => {
    await rig.read({ email: "o'neil+x%y@example.com" });
    expect(rig.queries()).toEqual([`@usr.email:"o'neil+x%y@example.com"`]);
  });

  it('is left out where it is no name, and that is said', async () => {
    rig.add(event('e1', 1));
    const reading = await rig.read({ ...DANA, id: '" OR *' });
    expect(rig.queries()).toEqual(['@usr.email:"dana@example.com"']);
    expect(reading).toMatchObject({ state: 'partial', events: 1 });
  });

  it.each([
    ['a token of Cloudflare', { tokenId: 'f'.repeat(32) }],
    ['an id of Cloudflare', { id: 'ab'.repeat(16) }],
    ['nothing', {}],
  ])('cannot be searched for when it is %s', async (_, actor) => {
    const reading = await rig.read({ email: null, ...actor });
    expect(reading.state).toBe('not_searchable');
    expect(rig.searches()).toEqual([]);
  });

  it.each([
    ['beside an e-mail address in its place', { id: 'mallory@example.com', uuid: UUID, email: 'mallory@example.com' }],
    ['alone', { id: UUID }],
  ])('is looked for by a user id of Datadog, which stands %s', async (_, usr) => {
    rig.add(event('by id', 1, { usr }));
    const readings = [
      await rig.read({ email: null, id: UUID }),
      await rig.read({ email: null, id: UUID.toUpperCase() }),
    ];
    expect(readings.map(({ state, events }) => [state, events])).toEqual([
      ['complete', 1],
      ['complete', 1],
    ]);
  });
});

it('without settings is not configured', async () => {
  await rig.close();
  rig = await createDatadogRig({ datadog: null });
  expect(await rig.read()).toMatchObject({ state: 'not_configured', staged: null });
});

it('a window that begins before what Datadog keeps is partial', async () => {
  await rig.close();
  rig = await createDatadogRig({ datadog: { retentionDays: 1 } });
  const reading = await rig.read();
  expect(reading).toMatchObject({ state: 'partial' });
  expect(reading.note).toContain('1 days');
});

describe('what is handed over', () => {
  it('has no secret, keeps the rest of each record, and tells the key by its id', async () => {
    const keyId = '0f1e2d3c-0000-4aaa-8bbb-111122223333';
    const planted = '0123456789abcdef0123456789abcdef01234567';
    rig.add(
      event('e1', 1, {
        asset: {
          type: 'api_key',
          id: keyId,
          name: `made with DD-APPLICATION-KEY: ${planted}`,
          new_value: { key: planted },
        },
        metadata: { api_key: { id: keyId, value: planted }, region: 'eu' },
        http: { useragent: `curl -H "authorization: Bearer ${planted}"` },
      }),
    );

    const reading = await rig.read();

    const [line] = await rig.lines(reading);
    expect(JSON.stringify(line)).not.toContain(planted);
    expect(line).toMatchObject({
      event: { credentialId: keyId },
      raw: { id: 'e1', attributes: { attributes: { metadata: { region: 'eu' } } } },
    });
  });

  it('keeps an event without a readable time, and a record that nobody can read apart', async () => {
    const lost = event('lost', 1);
    rig.add({
      event: { ...lost.event, attributes: { ...(lost.event['attributes'] as Json), timestamp: 'not-a-date' } },
      time: hoursAgo(1),
    });
    const known = await rig.read();
    expect((await rig.events(known)).map(({ id, time }) => [id, time])).toEqual([['lost', null]]);

    rig.sandbox.control.addFault({
      provider: 'datadog',
      times: 'always',
      kind: { status: 200, body: { data: ['no object', event('e1', 1).event], meta: { status: 'done' } } },
    });
    const odd = await rig.read();
    expect(odd).toMatchObject({ state: 'partial', events: 1 });
    expect(await rig.lines(odd)).toHaveLength(2);
  });

  it('is the same object when the activity is repeated', async () => {
    rig.add(...many(20, (index) => 1 + index / 10));
    const input = inputOf(anomalyOf(DANA));
    expect((await rig.readEvents(input)).staged).toBe((await rig.readEvents(input)).staged);
  });
});
