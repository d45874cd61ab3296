import { createInsightTally } from '../../../domain/insight-figures';
import { hasVanished, stepInsight } from '../../../domain/insight-step';
import { DAY_1, DAY_2, insightJson, knownInsight, life, NO_FILTER, syncTerms, TODAY } from './situations';

const NOWHERE = { open: undefined, dismissed: undefined };
const openList = (json: string) => ({ open: json, dismissed: undefined });
const dismissedList = (json: string) => ({ open: undefined, dismissed: json });

it('takes up an insight it has never seen, and tells of it as new', () => {
  const json = insightJson({ severity: 'Critical' });

  const { next, record, moved, listed, wanted } = stepInsight('i1', undefined, openList(json), syncTerms());

  expect(next).toEqual({
    id: 'i1',
    life: life({ firstSeen: TODAY, lastSeen: TODAY }),
    severity: 'critical',
    issueType: 'weak_authentication',
    json,
  });
  expect(record).toMatchObject({
    state: 'new',
    seq: 2,
    at: TODAY,
    insightId: 'i1',
    baseline: false,
    changes: [],
    json,
  });
  expect({ moved, listed, wanted }).toEqual({ moved: true, listed: true, wanted: true });
});

it('marks what the first sync of an account tells', () => {
  const { record } = stepInsight('i1', undefined, openList(insightJson()), syncTerms({ baseline: true, seq: 1 }));

  expect(record).toMatchObject({ state: 'new', baseline: true });
});

it('does not parse a text that is as it was', () => {
  const known = { ...knownInsight(), json: 'not JSON' };

  const open = stepInsight('i1', known, openList('not JSON'), syncTerms());
  const unseen = stepInsight('i1', known, NOWHERE, syncTerms());
  const dismissed = { ...known, life: life({ standing: 'dismissed' }) };
  const still = stepInsight('i1', dismissed, dismissedList('not JSON'), syncTerms({ dismissedRead: true }));

  expect([open, unseen, still].map(({ next }) => next?.life.standing)).toEqual(['open', 'gone', 'dismissed']);
  expect([open, unseen, still].map(({ moved }) => moved)).toEqual([false, true, false]);
});

it('keeps the newest text when only the time of the scan differs, tells nothing and moves nothing', () => {
  const json = insightJson({ timestamp: '2026-11-22T00:00:00Z' });

  const step = stepInsight('i1', knownInsight(), openList(json), syncTerms());

  expect(step).toMatchObject({ record: null, order: null, moved: false });
  expect(step.next).toEqual({ ...knownInsight({ lastSeen: TODAY }), json });
});

it('tells a change with the values before', () => {
  const step = stepInsight('i1', knownInsight(), openList(insightJson({ severity: 'Critical' })), syncTerms());

  expect(step.record).toMatchObject({
    state: 'changed',
    changes: [{ field: 'severity', before: 'Moderate', after: 'Critical' }],
  });
  expect(step.moved).toBe(true);
});

it('looks at the flags of a text that stood in another list before', () => {
  const json = insightJson({ dismissed: true });

  const flagged = stepInsight('i1', knownInsight({ standing: 'gone' }, json), openList(json), syncTerms());

  expect(flagged.record?.state).toBe('dismissed');
});

it('tells a dismissal with what the dismissed list says, also when the insight is in both lists', () => {
  const listed = {
    open: insightJson(),
    dismissed: insightJson({ dismissed: true, user_classification: 'accept_risk' }),
  };

  const { next, record } = stepInsight('i1', knownInsight(), listed, syncTerms({ dismissedRead: true }));

  expect(next?.json).toBe(listed.dismissed);
  expect(record?.changes).toEqual([
    { field: 'dismissed', after: true },
    { field: 'user_classification', after: 'accept_risk' },
  ]);
});

it('tells a resolution with the last text and the last sighting', () => {
  const { next, record } = stepInsight('i1', knownInsight(), NOWHERE, syncTerms({ dismissedRead: true }));

  expect(next?.life).toEqual(life({ standing: 'resolved' }));
  expect(record).toMatchObject({ state: 'resolved', changes: [], json: insightJson(), life: { lastSeen: DAY_2 } });
});

it('tells the last sighting of an insight by a later sync that found nothing else', () => {
  const terms = syncTerms({ dismissedRead: true, unchangedAt: '2026-11-20T00:00:00.000Z' });
  const lastSeen = (parts: Parameters<typeof knownInsight>[0]) =>
    stepInsight('i1', knownInsight(parts), NOWHERE, terms).record?.life.lastSeen;

  expect(lastSeen({})).toBe('2026-11-20T00:00:00.000Z');
  expect(lastSeen({ standing: 'gone' })).toBe(DAY_2);
  expect(lastSeen({ lastSeen: '2026-11-21T00:00:00.000Z' })).toBe('2026-11-21T00:00:00.000Z');
});

it('leaves a story that has ended as it was told, whatever a list says of it', () => {
  const known = knownInsight({ standing: 'resolved' });
  const terms = syncTerms({ dismissedRead: true });

  const step = stepInsight('i1', known, dismissedList(insightJson({ severity: 'Low' })), terms);

  expect(step).toMatchObject({ record: null, moved: false });
  expect(step.next).toEqual(known);
});

it('says of a return what has changed since the end that readers know', () => {
  const known = knownInsight({ standing: 'resolved' });

  const { record } = stepInsight('i1', known, openList(insightJson({ severity: 'High' })), syncTerms());

  expect(record).toMatchObject({
    state: 'reappeared',
    life: { episode: 2, firstSeen: DAY_1 },
    changes: [{ field: 'severity', before: 'Moderate', after: 'High' }],
  });
});

it('shows no value that filters hid', () => {
  const known = knownInsight({ written: 0 });

  const { record } = stepInsight('i1', known, openList(insightJson({ severity: 'High' })), syncTerms());

  expect(record).toMatchObject({ state: 'new', changes: [], life: { firstSeen: DAY_1 } });
});

it('tells of a text that is as it was when filters let it through at last', () => {
  const { record, moved } = stepInsight('i1', knownInsight({ written: 0 }), openList(insightJson()), syncTerms());

  expect(record).toMatchObject({ state: 'new', facts: { subject: 'bob@example.com' } });
  expect(moved).toBe(true);
});

it('knows what filters hide, and moves with it without a record', () => {
  const terms = syncTerms({ filter: { ...NO_FILTER, severity: ['critical'] } });
  const changed = openList(insightJson({ subject: 'eve@example.com' }));

  const first = stepInsight('i1', undefined, changed, terms);
  const later = stepInsight('i1', knownInsight({ written: 0 }), changed, terms);

  expect(first).toMatchObject({ record: null, moved: true, listed: true, wanted: false });
  expect(later).toMatchObject({ record: null, moved: true, next: { json: changed.open } });
});

it('leaves no trace of an insight that it does not take up', () => {
  const step = stepInsight('i1', undefined, dismissedList(insightJson()), syncTerms({ dismissedRead: true }));

  expect(step).toEqual({ next: undefined, record: null, order: null, moved: false, listed: false, wanted: false });
});

it('orders one ticket for an episode, and its closing once', () => {
  const terms = syncTerms({ ticketsFrom: 'moderate' });
  const opened = stepInsight('i1', undefined, openList(insightJson()), terms);
  const same = stepInsight('i1', opened.next, openList(insightJson()), terms);
  const closed = stepInsight('i1', same.next, NOWHERE, { ...terms, dismissedRead: true });
  const after = stepInsight('i1', closed.next, NOWHERE, { ...terms, dismissedRead: true });

  expect([opened, same, closed, after].map(({ order }) => order)).toEqual([
    { insightId: 'i1', episode: 1, action: 'open', at: TODAY },
    null,
    { insightId: 'i1', episode: 1, action: 'close', at: TODAY },
    null,
  ]);
});

it('moves when nothing but a ticket is to be closed', () => {
  const known = knownInsight({ standing: 'resolved', ticketed: true });

  const { order, record, moved } = stepInsight('i1', known, NOWHERE, syncTerms({ ticketsFrom: 'critical' }));

  expect({ action: order?.action, record, moved }).toEqual({ action: 'close', record: null, moved: true });
});

it('refuses an id that is neither known nor listed', () => {
  expect(() => stepInsight('i1', undefined, NOWHERE, syncTerms())).toThrow(TypeError);
});

describe('vanished', () => {
  it.each(['open', 'gone'] as const)(
    'is what was %s and is not listed while the dismissed list is unread',
    (standing) => {
      expect(hasVanished(knownInsight({ standing }), NOWHERE, false)).toBe(true);
      expect(hasVanished(knownInsight({ standing }), NOWHERE, true)).toBe(false);
      expect(hasVanished(knownInsight({ standing }), openList(insightJson()), false)).toBe(false);
    },
  );

  it.each(['dismissed', 'resolved'] as const)('is nothing that was %s', (standing) => {
    expect(hasVanished(knownInsight({ standing }), NOWHERE, false)).toBe(false);
  });
});

it('adds up records by state, the inventory by standing and severity, and what the open list holds', () => {
  const tally = createInsightTally();
  const terms = syncTerms({ dismissedRead: true, filter: { ...NO_FILTER, excludeSeverity: ['low'] } });
  tally.add(stepInsight('i1', undefined, openList(insightJson({ severity: 'Critical' })), terms));
  tally.add(stepInsight('i2', undefined, openList(insightJson({ severity: 'Low' })), terms));
  tally.add(stepInsight('i3', knownInsight(), NOWHERE, terms));
  tally.add(stepInsight('i4', undefined, dismissedList(insightJson()), terms));
  tally.add(stepInsight('i5', knownInsight(), dismissedList(insightJson()), terms));

  const none = { low: 0, moderate: 0, high: 0, critical: 0 };
  expect(tally.figures()).toEqual({
    records: { new: 1, changed: 0, dismissed: 1, undismissed: 0, resolved: 1, reappeared: 0 },
    standing: {
      open: { ...none, critical: 1, low: 1 },
      dismissed: { ...none, moderate: 1 },
      gone: none,
      resolved: { ...none, moderate: 1 },
    },
    listed: 2,
    wanted: 1,
  });
});
