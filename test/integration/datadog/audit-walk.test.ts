import { hoursAgo } from '../archive/investigation-rig';
import { CAROL, createDatadogRig, DANA, event, many, OFFICE, type DatadogRig } from './datadog-rig';

let rig: DatadogRig;
beforeEach(async () => {
  rig = await createDatadogRig();
});
afterEach(() => rig.close());

const answer = (status: number, body: unknown) =>
  rig.sandbox.control.addFault({ provider: 'datadog', kind: { status, body } });
/** Answers with so many pages of one event, each with a cursor of its own. */
const addPages = (count: number, last: 'goes on' | 'ends') => {
  for (let n = 1; n <= count; n += 1) {
    const page = n === count && last === 'ends' ? {} : { after: `c${n}` };
    answer(200, { data: [event(`p${n}`, 1).event], meta: { status: 'done', page } });
  }
};

describe('a walk over many pages', () => {
  it('follows the cursor to its end and takes what comes twice once', async () => {
    rig.sandbox.control.datadog.setApi({ repeatsEvents: true });
    rig.add(...many(2_300, (index) => 2.9 - index / 1_000));

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'complete', events: 2_300 });
    expect(new Set(await rig.idsOf(reading)).size).toBe(2_300);
  });

  it('whose cursor does not move is partial, and ends', async () => {
    rig.sandbox.control.datadog.setApi({ stuckCursor: true });
    rig.add(...many(2_100, () => 1));

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'partial', events: 2_000 });
    expect(reading.note).toContain('repeated themselves');
    expect(rig.searches().length).toBeLessThan(10);
  });

  it('ends after 20 pages and is truncated: more pages are no fault of Datadog', async () => {
    addPages(20, 'goes on');

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'truncated', events: 20 });
    expect(reading.note).toContain('more than 20 pages');
  });

  it('of 20 pages is whole', async () => {
    addPages(20, 'ends');
    expect(await rig.read()).toMatchObject({ state: 'complete', events: 20 });
  });

  it('begins again when its cursor is refused', async () => {
    rig.add(...many(1_100, () => 1));
    rig.sandbox.control.addFault({ provider: 'datadog', body: '"cursor"', kind: { status: 400, body: {} } });
    expect(await rig.read()).toMatchObject({ state: 'complete', events: 1_100 });
  });

  it('that began again has all its pages before it', async () => {
    addPages(15, 'goes on');
    answer(400, {});
    addPages(18, 'ends');
    expect(await rig.read()).toMatchObject({ state: 'complete', events: 18 });
  });

  it('that fails on a later page keeps what it has and is partial', async () => {
    rig.add(...many(1_100, () => 1));
    rig.sandbox.control.addFault({ provider: 'datadog', body: '"cursor"', times: 'always', kind: { status: 503 } });

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'partial', events: 1_000 });
    expect(reading.note).toContain('Datadog has a fault (HTTP 503)');
  });
});

describe('of more events than are kept', () => {
  it('those farthest from the anomaly are left out, and it is said of which time', async () => {
    rig.add(...many(5_200, (index) => 1.9 + index / 300));

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'truncated', events: 5_000 });
    expect(reading.note).toContain(`5000 events nearest to the anomaly`);
    expect(reading.note).toContain(`those of ${hoursAgo(26)} to `);
    const ids = await rig.idsOf(reading);
    expect(ids).toContain('e0');
    expect(ids).not.toContain('e5199');
  });

  it('a flood before the anomaly does not hide what was done then, nor what lies before the flood', async () => {
    rig.add(
      ...many(5_500, (index) => 2.99 - (index / 5_500) * 0.9),
      event('act', 2),
      event('after', 1.5),
      event('history', 20),
    );

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'truncated', events: 5_000 });
    expect(await rig.idsOf(reading)).toEqual(expect.arrayContaining(['act', 'after', 'history', 'e5499']));
  });

  it('a flood after the anomaly does not hide what led up to it', async () => {
    rig.add(...many(7_500, (index) => 1.9 - index / 5_000), event('before', 2.5), event('act', 2));

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'truncated', events: 5_000 });
    expect(await rig.idsOf(reading)).toEqual(expect.arrayContaining(['act', 'before', 'e0']));
    expect(rig.searches().filter(({ sort }) => sort === 'timestamp')).toHaveLength(6); // of eight pages
  });
});

describe('of a busy address', () => {
  it('1,000 events are kept in all, those nearest to the anomaly, beside those of the actor', async () => {
    rig.add(
      ...many(1_200, (index) => 1.9 - index / 1_000, CAROL, 'after'),
      ...many(1_200, (index) => 2.1 + index / 1_000, CAROL, 'before'),
      event('hers', 2),
    );

    const reading = await rig.read({ ...DANA, ip: OFFICE });

    expect(reading).toMatchObject({ state: 'truncated', events: 1_001 });
    expect(reading.note).toContain('Only the 1000 events of the same address nearest');
    const ids = await rig.idsOf(reading);
    expect(ids).toEqual(expect.arrayContaining(['hers', 'after0', 'before0']));
    expect(ids).not.toContain('after1199');
    expect(ids).not.toContain('before1199');
  });

  it('the events of others are read even when the actor alone has more than are kept', async () => {
    rig.add(...many(5_100, (index) => 1.9 - index / 5_000), event('eve’s', 1, { usr: { email: 'eve@example.com' } }));

    const reading = await rig.read({ ...DANA, ip: OFFICE });

    expect(reading).toMatchObject({ state: 'truncated', events: 5_001 });
    expect(await rig.idsOf(reading)).toContain('eve’s');
    expect(reading.note).toContain('5000 events nearest');
    expect(reading.note).not.toContain('same address');
  });
});

describe('an answer with status 200', () => {
  it.each(['timeout', 'warnings'] as const)('that is incomplete by %s is asked for again', async (kind) => {
    rig.add(...many(10, () => 1));
    rig.sandbox.control.datadog.addPartial({ kind, times: 2 });
    expect(await rig.read()).toMatchObject({ state: 'complete', events: 10 });
    expect(rig.searches()).toHaveLength(5); // three spans, of which the first takes three
  });

  it.each([
    ['timeout', 5],
    ['warnings', 9],
  ] as const)('that stays incomplete by %s is partial, with what it had', async (kind, events) => {
    rig.add(...many(10, (index) => 1 + index / 100));
    rig.sandbox.control.datadog.addPartial({ kind, times: 'always' });

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'partial', events });
    expect(reading.note).toContain('three times');
  });

  it('that is empty and incomplete never says that the actor did nothing', async () => {
    rig.add(event('e1', 1));
    rig.sandbox.control.datadog.addPartial({ kind: 'timeout', times: 'always' });
    expect(await rig.read()).toMatchObject({ state: 'partial', events: 0 });
  });

  it('that does not say that it is done is taken for incomplete', async () => {
    const kind = { status: 200, body: { data: [], meta: {} } };
    rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind });
    expect((await rig.read()).state).toBe('partial');
  });

  it.each(['wrong-schema', 'html', 'truncated-json'] as const)(
    'that is %s is tried again and then a failure',
    async (kind) => {
      rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind });
      await expect(rig.read()).rejects.toMatchObject({ type: 'UnexpectedAnswer' });
      expect(rig.searches()).toHaveLength(3);
    },
  );

  it('that is broken once costs nothing', async () => {
    rig.add(event('e1', 1));
    rig.sandbox.control.addFault({ provider: 'datadog', kind: 'truncated-json' });
    expect(await rig.read()).toMatchObject({ state: 'complete', events: 1 });
  });
});
