import { ANOMALY_KIND_RULES, anomalyKindOf } from '../../../domain/investigation/report/anomaly-kind';
import { reportTitle } from '../../../domain/investigation/report/report-title';
import { HOSTILE_TEXTS } from '../../fixtures/linear/hostile-texts';

const INVESTIGATION = '7f3a9c1e2b44d0a15e6f7081';

describe.each(ANOMALY_KIND_RULES)('anomaly kind $kind', ({ kind, hit, miss }) => {
  it(`claims ${hit}`, () => expect(anomalyKindOf(hit)).toBe(kind));
  it(`leaves ${miss} alone`, () => expect(anomalyKindOf(miss)).not.toBe(kind));
});

it('has each kind once', () => {
  const kinds = ANOMALY_KIND_RULES.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
});

it('is the id and a kind', () =>
  expect(reportTitle(INVESTIGATION, 'token_create')).toBe('INV-7f3a9c1e2b44 credential'));

it('is `other` for what no rule knows', () =>
  expect(reportTitle(INVESTIGATION, 'ran away with the spoon')).toBe('INV-7f3a9c1e2b44 other'));

it('reads full-width letters as what they look like', () =>
  expect(anomalyKindOf('ＴＯＫＥＮ＿create')).toBe('credential'));

it.each(HOSTILE_TEXTS)('says nothing that a sender has chosen: %j', (action) => {
  const known = ['other', ...ANOMALY_KIND_RULES.map(({ kind }) => kind)];
  expect(known.map((kind) => `INV-7f3a9c1e2b44 ${kind}`)).toContain(reportTitle(INVESTIGATION, action));
});
