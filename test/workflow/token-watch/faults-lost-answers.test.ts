import { minutesBefore, tokenEvent } from '../../support/audit-records';
import { endState } from '../../support/end-state';
import { FaultyRig } from '../../support/faulty-rig';

let faulty: FaultyRig;
beforeEach(async () => {
  faulty = await FaultyRig.start();
}, 30_000);
afterEach(() => faulty.close(), 30_000);

const lost = (operation: string) => faulty.control.addFault({ provider: 'linear', operation, kind: 'lost-answer' });
const hits = () => faulty.control.faults().map((fault) => fault.hits);

describe('when the tracker does something and its answer is lost', () => {
  it('a new ticket is found by its id and not opened again', async () => {
    const token = faulty.flagged('one');
    lost('issueCreate');

    const result = await faulty.watch();

    expect(hits()).toEqual([1]);
    expect(faulty.ticketed()).toEqual([token]);
    expect(result).toMatchObject({ outcome: 'ok', pending: [], tickets: faulty.control.issues().map(({ id }) => id) });
  });

  it('a new ticket that cannot be looked for at once is found by the next attempt', async () => {
    const token = faulty.flagged('one');
    lost('issueCreate');
    faulty.control.addFault({ provider: 'linear', operation: 'issues', kind: 'drop' });

    const result = await faulty.watch();

    expect(hits()).toEqual([1, 1]);
    expect(faulty.ticketed()).toEqual([token]);
    expect(faulty.control.comments()).toEqual([]);
    expect(result).toMatchObject({ outcome: 'ok', pending: [] });
  });

  it.each([
    ['is found by its id', []],
    ['is found by the next attempt', ['comments']],
  ] as const)('a comment %s and not written again', async (_how, alsoDropped) => {
    faulty.changed('two', faulty.flagged('one'));
    lost('commentCreate');
    for (const operation of alsoDropped) faulty.control.addFault({ provider: 'linear', operation, kind: 'drop' });

    const result = await faulty.watch();

    expect(hits()).toEqual([1, ...alsoDropped.map(() => 1)]);
    expect(faulty.control.comments()).toHaveLength(1);
    expect(await faulty.eventsIn('assessed')).toEqual(['one', 'two']);
    expect(result).toMatchObject({ outcome: 'ok', pending: [] });
  });

  it('a ticket that was opened again stays open and says once why it is', async () => {
    const token = faulty.flagged('one');
    await faulty.watch();
    const [ticket] = faulty.control.issues();
    faulty.control.closeIssue(ticket!.id, Date.now() - 120_000);
    faulty.changed('two', token, minutesBefore(Date.now(), 1));
    lost('issueUpdate');

    const result = await faulty.watch();

    expect(hits()).toEqual([1]);
    expect(faulty.control.issues().map(({ state }) => state.type)).toEqual(['unstarted']);
    expect(faulty.control.comments().map(({ body }) => body)).toEqual([expect.stringContaining('Opened again')]);
    expect(result).toMatchObject({ outcome: 'ok', pending: [], tickets: [ticket!.id] });
  });
});

describe('when the store writes something and its answer is lost', () => {
  it.each([
    ['an event', /^audit\/.*_one\.json$/],
    ['a revision of an event', /^audit\/.*\.r-[0-9a-f]{16}\.json$/],
    ['an event that is too large to travel', /^staging\//],
    ['a judgement', /^judged\//],
    ['the record of a filed event', /^assessed\/.*_one/],
    ['the record of a passed event', /^assessed\/.*_harmless/],
    ['a manifest', /^manifest\//],
  ])('%s is found and not written again', async (_what, key) => {
    const { rig, store } = faulty;
    const time = minutesBefore(Date.now(), 600);
    const token = faulty.flagged('one', { time });
    faulty.control.addEvent(tokenEvent({ accountId: rig.accountId, id: 'one', token, time, request: { other: 1 } }));
    faulty.harmless('harmless');
    faulty.flagged('large', { request: { note: 'x'.repeat(70_000) } });
    store.addFault({ method: 'PUT', key, kind: 'lost-answer' });

    const result = await faulty.watch();

    expect(store.hits).toBe(1);
    expect(result).toMatchObject({ outcome: 'ok', pending: [] });
    const { objects, tickets, unsound } = await endState(rig);
    expect(unsound).toEqual([]);
    expect(keysOf(objects, 'audit/')).toHaveLength(4);
    expect(keysOf(objects, 'judged/')).toHaveLength(3);
    expect(keysOf(objects, 'assessed/')).toHaveLength(4);
    expect(keysOf(objects, 'manifest')).toHaveLength(1);
    expect(tickets).toHaveLength(2);
  });
});

function keysOf(objects: Readonly<Record<string, unknown>>, prefix: string): string[] {
  return Object.keys(objects).filter((key) => key.startsWith(prefix));
}
