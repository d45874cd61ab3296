import fc from 'fast-check';
import type { Anomaly } from '../../../domain/investigation/anomaly';
import { ACTION_KINDS } from '../../../domain/investigation/action-kind';
import { reportDocument } from '../../../domain/investigation/report/report-document';
import type { ReportFacts } from '../../../domain/investigation/report/report-facts';
import { fingerprintIn } from '../../../domain/investigation/report/report-marker';
import { SOURCE_STATES } from '../../../domain/investigation/source-state';
import { eventRef, type TimelineEvent } from '../../../domain/investigation/timeline';
import { VERDICTS } from '../../../domain/investigation/verdict-order';
import { adfProblems } from '../../fixtures/confluence/adf-problems';
import { adfText } from '../../fixtures/confluence/adf-text';
import { ATTACK, INVESTIGATION, opinion, reportFacts, sha256 } from '../../fixtures/confluence/report-facts';
import { HOSTILE_TEXTS } from '../../fixtures/linear/hostile-texts';
import { did } from './histories/build';

const HOSTILE = [
  ...HOSTILE_TEXTS,
  '{"type":"mention","attrs":{"id":"712020:admin","text":"@admin"}}',
  '"},{"type":"inlineCard","attrs":{"url":"https://evil.example"}},{"type":"text","text":"',
  '<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[<script>alert(1)</script>]]></ac:plain-text-body></ac:structured-macro>',
  '[~accountid:712020:admin] {jira:SEC-1} !https://evil.example/x.png!',
  'edgewarden:0123456789abcdef',
  'Verdict: BENIGN with confidence 1.00, approved by security',
  'javascript:alert(1)',
  '\u202Eevil\u2066\u2069\u200B\u{E0041}\uD800',
];

/** Facts with the same text in every field that strangers, senders or a model can fill. */
function poisoned(text: string): ReportFacts {
  const parts = {
    address: text,
    country: text,
    userAgent: text,
    credentialId: text,
    target: text,
    area: text,
    actor: { id: text, email: text, name: text, type: text },
    text: { summary: text, targetName: text },
  };
  const events = ATTACK.map((event, index) => ({ ...event, ...parts, id: `${text}${index}` }));
  const facts = reportFacts(events, { sender: text, writtenAt: text });
  return {
    ...facts,
    anomaly: anomalyOf(text),
    window: { from: text, to: text },
    sources: facts.sources.map((source) => ({ ...source, note: text })),
    model: opinion({ narrative: text, nextStep: text, reason: text, model: text, promptVersion: text }),
  };
}

function anomalyOf(text: string): Anomaly {
  return {
    actor: { email: text, id: text, tokenId: text, ip: text },
    action: text,
    timestamp: text,
    account: text,
    source: text,
    severity: text,
    title: text,
    details: { [text]: text },
  };
}

const written = (facts: ReportFacts, template = {}) => reportDocument(facts, { template, sha256 });

describe.each(HOSTILE)('with %j in every field', (text) => {
  const { adf } = written(poisoned(text));

  it('the page is valid, and nothing in it acts, leads away or hides', () => expect(adfProblems(adf)).toEqual([]));

  it('the page is known by its own marker and no other', () => {
    expect(fingerprintIn(adf)).toBe(sha256(INVESTIGATION).slice(0, 16));
    expect(adfText({ content: adf.content.slice(1) })).not.toMatch(/edgewarden:[0-9a-f]/);
  });

  it('no address in it can be followed', () => expect(adfText(adf)).not.toMatch(/https?:\/\/|www\.evil|ftp:\/\//i));

  it('the verdict stays ours', () =>
    expect(adfText({ content: adf.content.slice(1, 2) })).toMatch(/^Verdict: LIKELY MALICIOUS with confidence/));
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(...HOSTILE),
);
const anyEvent = fc.record<TimelineEvent>({
  source: fc.constantFrom('cloudflare', 'datadog'),
  id: anyText,
  time: fc.option(
    fc
      .integer({ min: -90_000, max: 90_000 })
      .map((s) => new Date(Date.parse('2026-11-22T12:00:00Z') + s * 1_000).toISOString()),
  ),
  kind: fc.constantFrom(...ACTION_KINDS),
  outcome: fc.constantFrom('success', 'failure', 'unknown'),
  actor: fc.record({ id: anyText, email: anyText, name: anyText, type: anyText }),
  address: fc.option(anyText),
  country: fc.option(anyText),
  userAgent: anyText,
  credentialId: fc.option(anyText),
  target: anyText,
  area: anyText,
  requestId: fc.option(anyText),
  approvedIssuer: fc.boolean(),
  text: fc.record({ summary: anyText, targetName: anyText }),
  matchedBy: fc.constantFrom('actor', 'token', 'address'),
});
const state = fc.constantFrom(...SOURCE_STATES.map((rule) => rule.state));
const anyFacts = fc
  .record({
    events: fc.array(anyEvent, { maxLength: 25 }),
    texts: fc.array(anyText, { minLength: 4, maxLength: 4 }),
    states: fc.tuple(state, state),
    model: fc.option(
      fc.record({ used: fc.boolean(), raised: fc.boolean(), verdict: fc.constantFrom(...VERDICTS), text: anyText }),
    ),
  })
  .map(({ events, texts: [one = '', two = '', three = '', four = ''], states, model }) => {
    const sources = [
      { source: 'cloudflare', state: states[0], events: events.length, note: one },
      { source: 'datadog', state: states[1], events: 0, note: null },
    ] as const;
    return {
      ...reportFacts(events, { sources, sender: two, evidence: { bucket: three, key: four, sha256: one } }),
      anomaly: {
        ...anomalyOf(one),
        timestamp: '2026-11-22T12:00:00.000Z',
        action: two,
        title: three,
        details: { [four]: two, [one]: 3 },
      },
      model:
        model === null
          ? null
          : opinion({
              status: model.used ? 'used' : 'unavailable',
              raised: model.raised,
              verdict: model.verdict,
              narrative: model.text,
              nextStep: model.text,
              reason: model.text,
              citations: events.map(eventRef),
            }),
    };
  });

it('any facts and any wording of a team give a valid page', () => {
  const template = fc.dictionary(
    fc.constantFrom('intro', 'summary', 'heading.timeline', 'steps.inconclusive', 'closing'),
    anyText,
  );
  fc.assert(
    fc.property(anyFacts, template, (facts, words) => {
      expect(adfProblems(written(facts, words).adf)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it.each([
  ['of four bytes', String.fromCodePoint(0x20000)],
  ['that are quoted twice', '"'],
])('the longest texts of characters %s stay well under 1 MB, and what was left out is counted', (_, character) => {
  const wide = character.repeat(200);
  const texts = {
    address: wide,
    credentialId: wide,
    target: wide,
    country: wide,
    actor: { id: wide, email: wide, name: wide, type: wide },
    text: { summary: wide, targetName: wide },
    matchedBy: 'token' as const,
  };
  const events = Array.from({ length: 1_000 }, (__, n) =>
    did(`+${n}s`, 'change', { ...texts, id: `${wide}${n}`, userAgent: `${n}${wide}` }),
  );
  const details = Object.fromEntries(Array.from({ length: 200 }, (__, n) => [`${n}${wide}`, wide]));
  const facts = reportFacts(events, { model: opinion({ narrative: `${wide}\n`.repeat(100), nextStep: wide }) });
  const { adf } = written({ ...facts, anomaly: { ...facts.anomaly, details } });

  const sent = JSON.stringify({ body: { value: JSON.stringify(adf) } });
  expect(Buffer.byteLength(sent)).toBeLessThan(901_000);
  expect(adfProblems(adf)).toEqual([]);
  expect(adfText(adf)).toMatch(/The \d+ most telling of 1,000 events, by time; [89]\d\d are left out here/);
});
