import type { Json } from '../../../sandbox/json';
import type { NewDatadogEvent } from '../../../sandbox/datadog/state';
import {
  anomalyOf,
  createInvestigationRig,
  hoursAgo,
  inputOf,
  type InvestigationRig,
} from '../archive/investigation-rig';

let rig: InvestigationRig;
let sent: jest.SpiedFunction<typeof fetch>;
beforeEach(async () => {
  sent = jest.spyOn(globalThis, 'fetch');
  rig = await createInvestigationRig();
});
afterEach(async () => {
  sent.mockRestore();
  await rig.close();
});

const DANA = { email: 'dana@example.com' };

/** An event of the trail, by default Dana's. */
function event(id: string, hours: number, attributes: Json = {}): NewDatadogEvent {
  return {
    event: {
      id,
      type: 'audit',
      attributes: {
        timestamp: hoursAgo(hours),
        message: `did ${id}`,
        attributes: {
          evt: { name: 'Dashboard', actor: { type: 'USER' } },
          action: 'accessed',
          usr: { id: 'dana@example.com', email: 'dana@example.com' },
          network: { client: { ip: '198.51.100.24' } },
          ...attributes,
        },
      },
    },
  };
}

const many = (count: number, hours: (index: number) => number): NewDatadogEvent[] =>
  Array.from({ length: count }, (_, index) => event(`e${index}`, hours(index)));
const add = (...events: NewDatadogEvent[]) => rig.sandbox.control.datadog.addEvents(events);
const bodies = () =>
  sent.mock.calls
    .flatMap(([, init]) => (typeof init?.body === 'string' ? [init.body] : []))
    .map((body) => JSON.parse(body) as { filter: Record<string, string>; sort: string; page: Json });
const queries = () => [...new Set(bodies().map(({ filter }) => filter['query']))];
const idsOf = async (reading: Awaited<ReturnType<InvestigationRig['readEvents']>>) =>
  (await rig.events(reading)).map(({ id }) => id).sort();

describe('a search', () => {
  it('reads the window from an hour before the anomaly on, and then backwards, 1,000 a page', async () => {
    add(event('after', 1), event('before', 5), event('too early', 27));

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(await idsOf(reading)).toEqual(['after', 'before']);
    expect(reading).toMatchObject({ source: 'datadog', state: 'complete', events: 2, note: null });
    expect(bodies().map(({ filter, sort, page }) => [filter['from'], filter['to'], sort, page])).toEqual([
      [hoursAgo(3), hoursAgo(0), 'timestamp', { limit: 1_000 }],
      [hoursAgo(26), hoursAgo(3), '-timestamp', { limit: 1_000 }],
    ]);
  });

  it('tries the spelling that was reported and small letters', async () => {
    add(event('one', 1), event('two', 1, { usr: { email: 'Dana@Example.com' } }));

    const reading = await rig.readEvents(inputOf(anomalyOf({ email: 'Dana@Example.com' })));

    expect(queries()).toEqual(['(@usr.email:"Dana@Example.com" OR @usr.email:"dana@example.com")']);
    expect(await idsOf(reading)).toEqual(['one', 'two']);
  });

  it('that finds nobody says that spelling matters, and is complete', async () => {
    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'complete', events: 0, staged: null });
    expect(reading.note).toContain('capital letters');
  });

  it('labels what merely came from the address, and knows the actor under another spelling there', async () => {
    const network = { client: { ip: '203.0.113.9' } };
    add(
      event('hers', 1),
      event('hers too', 1, { usr: { email: 'DANA@example.com' }, network }),
      event('somebody', 1, { usr: { email: 'carol@example.com' }, network }),
    );

    const reading = await rig.readEvents(inputOf(anomalyOf({ ...DANA, ip: '203.0.113.9' })));

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
        body: { data: [event('other', 1, { usr: { email: 'eve@example.com' } }).event], meta: { status: 'done' } },
      },
    });
    expect((await rig.readEvents(inputOf(anomalyOf(DANA)))).events).toBe(0);
  });

  it('by address alone is partial', async () => {
    add(event('e1', 1));
    const reading = await rig.readEvents(inputOf(anomalyOf({ email: null, ip: '198.51.100.24' })));
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
    const reading = await rig.readEvents(inputOf(anomalyOf({ email, id: email, ip: email })));

    expect(reading).toMatchObject({ state: 'not_searchable', events: 0, staged: null });
    expect(bodies()).toEqual([]);
  });

  it('is quoted where a name may hold a quotation mark of its own', async () => {
    await rig.readEvents(inputOf(anomalyOf({ email: "o'neil+x%y@example.com" })));
    expect(queries()).toEqual([`@usr.email:"o'neil+x%y@example.com"`]);
  });

  it('is left out where it is no name, and that is said', async () => {
    add(event('e1', 1));
    const reading = await rig.readEvents(inputOf(anomalyOf({ ...DANA, id: '" OR *' })));
    expect(queries()).toEqual(['@usr.email:"dana@example.com"']);
    expect(reading).toMatchObject({ state: 'partial', events: 1 });
  });

  it.each([
    ['a token of Cloudflare', { tokenId: 'f'.repeat(32) }],
    ['an id of Cloudflare', { id: 'ab'.repeat(16) }],
    ['nothing', {}],
  ])('cannot be searched for when it is %s', async (_, actor) => {
    const reading = await rig.readEvents(inputOf(anomalyOf({ email: null, ...actor })));
    expect(reading.state).toBe('not_searchable');
    expect(bodies()).toEqual([]);
  });

  it('is looked for by a user id of Datadog', async () => {
    const uuid = '5d1f0b3c-7a9e-11f0-9c55-da7ad0900024';
    add(event('by id', 1, { usr: { id: uuid } }));
    expect((await rig.readEvents(inputOf(anomalyOf({ email: null, id: uuid })))).events).toBe(1);
  });
});

describe('a walk over many pages', () => {
  it('follows the cursor to its end and takes what comes twice once', async () => {
    rig.sandbox.control.datadog.setApi({ repeatsEvents: true });
    add(...many(2_300, (index) => 2.9 - index / 1_000));

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'complete', events: 2_300 });
    expect(new Set(await idsOf(reading)).size).toBe(2_300);
  });

  it('ends at 5,000 events and says so; the earliest are those that are left out', async () => {
    add(...many(5_200, (index) => 1 + index / 300));

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'truncated', events: 5_000 });
    expect(reading.note).toContain('5000 events nearest');
    expect((await rig.events(reading)).some(({ id }) => id === 'e5199')).toBe(false);
    expect((await rig.events(reading)).some(({ id }) => id === 'e0')).toBe(true);
  });

  it('reads 1,000 events of a busy address after those of the actor', async () => {
    add(
      ...Array.from({ length: 1_200 }, (_, index) => event(`n${index}`, 1, { usr: { email: 'carol@example.com' } })),
      event('hers', 2),
    );
    const reading = await rig.readEvents(inputOf(anomalyOf({ ...DANA, ip: '198.51.100.24' })));
    expect(reading).toMatchObject({ state: 'truncated', events: 1_001 });
    expect(await idsOf(reading)).toContain('hers');
  });

  it('whose cursor does not move is partial, and ends', async () => {
    rig.sandbox.control.datadog.setApi({ stuckCursor: true });
    add(...many(2_100, () => 1));

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'partial', events: 2_000 });
    expect(bodies().length).toBeLessThan(10);
  });

  it('begins again when its cursor is refused', async () => {
    add(...many(1_100, () => 1));
    rig.sandbox.control.addFault({
      provider: 'datadog',
      body: '"cursor"',
      kind: { status: 400, body: { errors: ['x'] } },
    });
    expect(await rig.readEvents(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'complete', events: 1_100 });
  });

  it('that fails on a later page keeps what it has and is partial', async () => {
    add(...many(1_100, () => 1));
    rig.sandbox.control.addFault({ provider: 'datadog', body: '"cursor"', times: 'always', kind: { status: 503 } });

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'partial', events: 1_000 });
    expect(reading.note).toContain('Datadog has a fault (HTTP 503)');
  });
});

describe('an answer with status 200', () => {
  it.each(['timeout', 'warnings'] as const)('that is incomplete by %s is asked for again', async (kind) => {
    add(...many(10, () => 1));
    rig.sandbox.control.datadog.addPartial({ kind, times: 2 });
    expect(await rig.readEvents(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'complete', events: 10 });
    expect(bodies()).toHaveLength(4);
  });

  it.each([
    ['timeout', 5],
    ['warnings', 9],
  ] as const)('that stays incomplete by %s is partial, with what it had', async (kind, events) => {
    add(...many(10, (index) => 1 + index / 100));
    rig.sandbox.control.datadog.addPartial({ kind, times: 'always' });

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'partial', events });
    expect(reading.note).toContain('three times');
  });

  it('that is empty and incomplete never says that the actor did nothing', async () => {
    add(event('e1', 1));
    rig.sandbox.control.datadog.addPartial({ kind: 'timeout', times: 'always' });
    expect(await rig.readEvents(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'partial', events: 0 });
  });

  it('that does not say that it is done is taken for incomplete', async () => {
    rig.sandbox.control.addFault({
      provider: 'datadog',
      times: 'always',
      kind: { status: 200, body: { data: [], meta: {} } },
    });
    expect((await rig.readEvents(inputOf(anomalyOf(DANA)))).state).toBe('partial');
  });

  it.each(['wrong-schema', 'html', 'truncated-json'] as const)(
    'that is %s is tried again and then a failure',
    async (kind) => {
      rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind });
      await expect(rig.readEvents(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({ type: 'UnexpectedAnswer' });
      expect(bodies()).toHaveLength(3);
    },
  );

  it('that is broken once costs nothing', async () => {
    add(event('e1', 1));
    rig.sandbox.control.addFault({ provider: 'datadog', kind: 'truncated-json' });
    expect(await rig.readEvents(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'complete', events: 1 });
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'Refused', 'look up the status'],
    [401, 'AuthRejected', 'datadog.applicationKey'],
    [403, 'AuthRejected', 'audit_logs_read'],
    [404, 'Misconfigured', 'datadog.baseUrl'],
  ])('of HTTP %i is %s, names the remedy and is not repeated', async (status, type, remedy) => {
    const body = { errors: ['planted-secret-0123456789'] };
    rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind: { status, body } });

    const error: unknown = await rig.readEvents(inputOf(anomalyOf(DANA))).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ type, nonRetryable: true, message: expect.stringContaining(remedy) as string });
    expect(JSON.stringify(error)).not.toContain('planted-secret');
    expect(bodies()).toHaveLength(1);
  });

  it.each(['drop', 'lost-answer', { status: 500 }, { status: 503 }] as const)(
    'that may pass (%j) is tried three times and then Unavailable',
    async (kind) => {
      rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind });
      await expect(rig.readEvents(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({
        type: 'Unavailable',
        nonRetryable: false,
      });
      expect(rig.sandbox.control.requests({ provider: 'datadog' })).toHaveLength(3);
    },
  );

  it('for too many requests is waited out as long as Datadog says', async () => {
    add(event('e1', 1));
    rig.sandbox.control.datadog.setApi({ requests: 1, periodS: 1 });

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'complete', events: 1 });
  });

  it('for too many requests that outlasts the time is left to a later attempt', async () => {
    rig.sandbox.control.addFault({
      provider: 'datadog',
      times: 'always',
      kind: { status: 429, headers: { 'x-ratelimit-reset': '120' } },
    });
    await expect(rig.readEvents(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({
      type: 'RateLimited',
      nextRetryDelay: 120_000,
    });
    expect(bodies()).toHaveLength(1);
  });
});

describe('the time for reading', () => {
  it('ends a walk with what it has', async () => {
    await rig.close();
    rig = await createInvestigationRig({ budgetMs: 1_000 });
    add(...many(1_100, () => 1));
    rig.sandbox.control.addFault({ provider: 'datadog', body: '"cursor"', times: 'always', kind: { delayMs: 1_900 } });

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    expect(reading).toMatchObject({ state: 'partial', events: 1_000 });
    expect(reading.note).toContain('time for reading was over');
  });

  it('that is over before the first page leaves the source missing', async () => {
    await rig.close();
    rig = await createInvestigationRig({ budgetMs: 100 });
    rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind: { delayMs: 900 } });
    expect(await rig.readEvents(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'missing', events: 0 });
  });
});

it('without settings is not configured', async () => {
  await rig.close();
  rig = await createInvestigationRig({ datadog: null });
  expect(await rig.readEvents(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'not_configured', staged: null });
});

it('a window that begins before what Datadog keeps is partial', async () => {
  await rig.close();
  rig = await createInvestigationRig({ datadog: { retentionDays: 1 } });
  const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));
  expect(reading).toMatchObject({ state: 'partial' });
  expect(reading.note).toContain('1 days');
});

describe('what is handed over', () => {
  it('has no secret, keeps the rest of each record, and tells the key by its id', async () => {
    const keyId = '0f1e2d3c-0000-4aaa-8bbb-111122223333';
    const planted = '0123456789abcdef0123456789abcdef01234567';
    add(
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

    const reading = await rig.readEvents(inputOf(anomalyOf(DANA)));

    const [line] = await rig.lines(reading);
    expect(JSON.stringify(line)).not.toContain(planted);
    expect(line).toMatchObject({
      event: { credentialId: keyId },
      raw: { id: 'e1', attributes: { attributes: { metadata: { region: 'eu' } } } },
    });
  });

  it('keeps an event without a readable time, and a record that nobody can read apart', async () => {
    const lost = event('lost', 1);
    add({
      event: { ...lost.event, attributes: { ...(lost.event['attributes'] as Json), timestamp: 'not-a-date' } },
      time: hoursAgo(1),
    });
    const known = await rig.readEvents(inputOf(anomalyOf(DANA)));
    expect((await rig.events(known)).map(({ id, time }) => [id, time])).toEqual([['lost', null]]);

    rig.sandbox.control.addFault({
      provider: 'datadog',
      times: 'always',
      kind: { status: 200, body: { data: ['no object', event('e1', 1).event], meta: { status: 'done' } } },
    });
    const odd = await rig.readEvents(inputOf(anomalyOf(DANA)));
    expect(odd).toMatchObject({ state: 'partial', events: 1 });
    expect(await rig.lines(odd)).toHaveLength(2);
  });

  it('is the same object when the activity is repeated', async () => {
    add(...many(20, (index) => 1 + index / 10));
    const input = inputOf(anomalyOf(DANA));
    expect((await rig.readEvents(input)).staged).toBe((await rig.readEvents(input)).staged);
  });
});
