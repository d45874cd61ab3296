import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import type { KnownInsight, LifecycleRecord } from '../../../domain/insight-record';
import { insightFacts, inventoryLine, parseInventoryLine, recordLine } from '../../../domain/insight-record';
import { insightJson, knownInsight, life, TODAY } from './situations';

const PAGE = readFileSync(resolve(__dirname, '../../fixtures/cloudflare/insights-page.json'), 'utf8');
/** The documented insights as their bytes stand in the answer. */
const SAMPLES: readonly string[] = PAGE.split('\n')
  .map((line) => line.trim().replace(/,$/, ''))
  .filter((line) => line.startsWith('{ "id"'));
const [EXPOSED = ''] = SAMPLES;

const record = (parts: Partial<LifecycleRecord> = {}): LifecycleRecord => ({
  accountId: 'a1',
  seq: 3,
  at: TODAY,
  state: 'new',
  insightId: 'i1',
  life: life(),
  baseline: false,
  facts: insightFacts(JSON.parse(parts.json ?? insightJson())),
  changes: [],
  json: insightJson(),
  ...parts,
});

describe('facts', () => {
  it('are read from the documented insight', () => {
    expect(insightFacts(JSON.parse(EXPOSED))).toEqual({
      severity: 'critical',
      issueType: 'exposed_infrastructure',
      issueClass: 'exposed_database',
      subject: 'example.com',
      zoneId: 'd41d8cd98f00b204e9800998ecf8427e',
      status: null,
      dismissed: false,
      resolveText: 'Check your firewall rules and ensure sensitive services are not exposed to the public internet.',
      resolveLink: 'https://dash.cloudflare.com/account-id/security/insights/550e8400',
      since: '2024-01-10T14:30:00Z',
    });
  });

  it('take the zone from its tag before its id', () => {
    const payload = { zone_tag: 'tag', zone_id: 'id' };

    expect(insightFacts({ payload }).zoneId).toBe('tag');
    expect(insightFacts({ payload: { ...payload, zone_tag: 7 } }).zoneId).toBe('id');
    expect(insightFacts({ payload: {} }).zoneId).toBeNull();
  });

  it('are read from any value, with nothing but a cautious severity where there is nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const facts = insightFacts({ severity: value, payload: value, dismissed: value, subject: value });

        expect(facts.dismissed).toBe(typeof value === 'boolean' ? value : null);
        expect(facts.subject).toBe(typeof value === 'string' ? value : null);
        expect(insightFacts(value).severity).toBe('high');
      }),
    );
  });
});

describe('a record', () => {
  it.each(SAMPLES)('carries the documented insight byte for byte: %s', (json) => {
    expect(recordLine(record({ json })).endsWith(`,"insight":${json}}`)).toBe(true);
  });

  it('has the severity as received in the insight, and as compared beside it', () => {
    const line = JSON.parse(recordLine(record({ json: EXPOSED }))) as {
      severity: string;
      insight: { severity: string };
    };

    expect([line.severity, line.insight.severity]).toEqual(['critical', 'Critical']);
  });

  it('has its members in a fixed order, the insight last', () => {
    const changes = [{ field: 'payload', before: { insight: 1 }, after: null }];
    const line = recordLine(record({ state: 'changed', changes, life: life({ episode: 2, written: 2 }) }));

    expect(Object.entries(JSON.parse(line) as object)).toEqual([
      ['schema', 1],
      ['accountId', 'a1'],
      ['seq', 3],
      ['at', TODAY],
      ['state', 'changed'],
      ['insightId', 'i1'],
      ['episode', 2],
      ['baseline', false],
      ['firstSeen', life().firstSeen],
      ['lastSeen', life().lastSeen],
      ['severity', 'moderate'],
      ['issueType', 'weak_authentication'],
      ['issueClass', null],
      ['subject', 'bob@example.com'],
      ['zoneId', null],
      ['dismissed', false],
      ['changes', changes],
      ['insight', JSON.parse(insightJson())],
    ]);
  });

  it('says dismissed when the list says so and the insight says nothing', () => {
    const line = recordLine(record({ state: 'dismissed', life: life({ standing: 'dismissed' }) }));

    expect(JSON.parse(line)).toMatchObject({ dismissed: true });
  });

  it('stays on one line whatever the texts are', () => {
    const text = '","insight":{}}\n\u2028\u0000\ud800';

    expect(recordLine(record({ insightId: text, changes: [{ field: text, before: text }] }))).not.toContain('\n');
  });
});

describe('a line of the inventory', () => {
  it.each(SAMPLES)('gives back the documented insight byte for byte: %s', (json) => {
    expect(parseInventoryLine(inventoryLine(knownInsight({}, json))).json).toBe(json);
  });

  it('gives back what it was made of, whatever the texts are', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('","insight":{}}'), fc.constant(',"insight":'));
    fc.assert(
      fc.property(text, text, fc.jsonValue(), (id, issueType, value) => {
        const known: KnownInsight = { ...knownInsight(), id, issueType, json: JSON.stringify({ insight: value }) };

        expect(parseInventoryLine(inventoryLine(known))).toEqual(known);
      }),
    );
  });

  it('has no type for an insight without one', () => {
    const known = { ...knownInsight(), issueType: null };

    expect(parseInventoryLine(inventoryLine(known))).toEqual(known);
  });

  const line = inventoryLine(knownInsight());
  it.each([
    ['another', '{"schema":1,"insight":{}}'],
    ['an empty', ''],
    ['a cut', line.slice(0, -20)],
    ['a beheaded', line.slice(1)],
    ['one without an insight', line.replace('"insight"', '"issue"')],
    ['one with an unknown standing', line.replace('"open"', '"ajar"')],
    ['one with an unknown severity', line.replace('"severity":"moderate"', '"severity":"Moderate"')],
    ['one with a missing episode', line.replace('"episode":1,', '')],
  ])('refuses %s line without saying what it holds', (_name, wrong) => {
    expect(() => parseInventoryLine(wrong)).toThrow(new TypeError('no line of an inventory'));
  });
});
