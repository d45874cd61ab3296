import { adfText, sectionText, tableRows } from '../../fixtures/confluence/adf-text';
import { ATTACK, INVESTIGATION, opinion, reportFacts, sha256 } from '../../fixtures/confluence/report-facts';
import type { AdfDocument } from '../../../domain/investigation/report/adf';
import { reportDocument } from '../../../domain/investigation/report/report-document';
import type { ReportFacts } from '../../../domain/investigation/report/report-facts';
import { did, didInDatadog, HOTEL, times, USUAL_DAY } from './histories/build';

const document = (facts: ReportFacts = reportFacts()) => reportDocument(facts, { sha256 });
const adfOf = (facts?: ReportFacts): AdfDocument => document(facts).adf;
const topOf = (adf: AdfDocument): string => adfText({ content: adf.content.slice(0, 2) });
const PARTIAL = [
  { source: 'cloudflare', state: 'complete', events: 12, note: null },
  { source: 'datadog', state: 'missing', events: 0, note: 'Datadog answered nothing within 60 seconds.' },
] as const;

describe('a report', () => {
  it('begins with the marker and then says verdict and confidence in a panel of the verdict’s colour', () => {
    const [marker, panel] = adfOf().content;
    expect(adfText(marker)).toBe(
      `edgewarden:${sha256(INVESTIGATION).slice(0, 16)} Edgewarden knows its page by this line: leave it here.`,
    );
    expect(panel).toMatchObject({ type: 'panel', attrs: { panelType: 'error' } });
    const confidence = reportFacts().assessment.confidence.toFixed(2);
    expect(adfText(panel)).toContain(`Verdict: LIKELY MALICIOUS with confidence ${confidence}, from the rules`);
  });

  it.each([
    ['benign', 'success', 'BENIGN', [...USUAL_DAY, did('+0m', 'change')]],
    ['misconfiguration', 'info', 'MISCONFIGURATION', mistake()],
    ['inconclusive', 'warning', 'INCONCLUSIVE', [...USUAL_DAY, did('+0m', 'read', { address: HOTEL })]],
  ])('shows %s as %s', (_, panelType, words, events) => {
    const [, panel] = adfOf(reportFacts(events)).content;
    expect(panel).toMatchObject({ type: 'panel', attrs: { panelType } });
    expect(adfText(panel)).toContain(`Verdict: ${words} with confidence`);
  });

  it('tells what to do before what it rests on', () => {
    const headings = adfOf(reportFacts(ATTACK, { model: opinion() }))
      .content.filter(({ type }) => type === 'heading')
      .map(adfText);
    expect(headings).toEqual([
      'Summary',
      'Recommended next step',
      'What was asked',
      'Timeline',
      'Indicators',
      'What could not be read',
      'What the model says',
      'Evidence',
    ]);
  });

  it('says what was asked, with what else the sender said', () => {
    const asked = sectionText(adfOf(), 'What was asked');
    expect(asked).toContain('Title | Token created from an unusual place');
    expect(asked).toContain('Address | 203.0.113.77');
    expect(asked).toContain('score: 0.93');
    expect(asked).not.toContain('Token id');
  });

  it('keeps the public id, the evidence’s address and its hash', () => {
    expect(sectionText(adfOf(), 'What was asked')).toContain(INVESTIGATION);
    const evidence = sectionText(adfOf(), 'Evidence');
    expect(evidence).toContain(
      `s3://edgewarden-audit/evidence/investigation=${INVESTIGATION}/4be1f0a2c3d49586.json.gz`,
    );
    expect(evidence).toContain(sha256('evidence'));
  });

  it('is the same for the same facts, and another for others', () => {
    expect(document()).toEqual(document());
    expect(document().attachments.map(({ name }) => name)).not.toEqual(
      document(reportFacts(USUAL_DAY)).attachments.map(({ name }) => name),
    );
  });

  it('is labelled with its verdict', () =>
    expect(document().labels).toEqual(['edgewarden', 'verdict-likely-malicious']));

  it('names each attachment by the hash of its content', () => {
    for (const { name, text } of document().attachments) expect(name).toContain(sha256(text).slice(0, 16));
    expect(document().attachments.map(({ name }) => name.replace(/-\w+/, ''))).toEqual([
      'timeline.svg',
      'timeline.csv',
    ]);
  });
});

describe('the timeline of a report', () => {
  it('shows every event by time, and the anomaly in its place', () => {
    const rows = tableRows(adfOf(), 'Timeline');
    expect(rows).toHaveLength(17);
    expect(rows.map(([ref]) => ref).slice(-8)).toEqual(['D2', 'D3', 'C9', '▶', 'C10', 'C11', 'C12', 'C13']);
    expect(rows.find(([ref]) => ref === '▶')).toEqual(
      expect.arrayContaining(['2026-11-22 12:00:00', 'The reported anomaly: token_create']),
    );
  });

  it('says what an event did, to what, from where, with which credential and what it is a sign of', () => {
    const row = tableRows(adfOf(), 'Timeline').find(([ref]) => ref === 'C10');
    expect(row?.slice(1, 5)).toEqual([
      '2026-11-22 12:04:00',
      'Cloudflare',
      'Something changed: login.example.com / PATCH /zones/z1/dns_records/r1 / with a token of the actor, recorded as alice@example.com',
      '203.0.113.77 / credential tok-91',
    ]);
    expect(row?.[5]).toMatch(/^(?:A\d+ )+$/);
  });

  it('has 200 rows at most with that of the anomaly, the telling ones, and says how many it leaves out', () => {
    const reading = times(400, (when) => did(when, 'read'));
    const facts = reportFacts([...USUAL_DAY, ...reading, did('+5h', 'logging_disabled', { address: HOTEL })]);
    const rows = tableRows(adfOf(facts), 'Timeline');

    expect(rows).toHaveLength(200);
    expect(rows.some(([ref]) => ref === '▶')).toBe(true);
    expect(rows.some(([, , , what]) => what?.startsWith('Logging switched off'))).toBe(true);
    expect(sectionText(adfOf(facts), 'Timeline')).toContain(
      'The 199 most telling of 410 events, by time; 211 are left out here.',
    );
    const shown = rows.map(([, time]) => time);
    expect(shown).toEqual([...shown].sort());
  });

  it('gives every row a sign column that is wide enough for its longest sign', () => {
    const widths = adfOf().content.flatMap((block) =>
      block.type === 'table' && block.attrs.layout === 'wide'
        ? [block.content[0]?.content.map(({ attrs }) => attrs.colwidth[0])]
        : [],
    );
    expect(widths[0]?.at(-1)).toBeGreaterThanOrEqual(110);
    for (const columns of widths) expect(columns?.reduce((sum, width) => sum + width, 0)).toBe(960);
  });

  it('names the object of a vague act once, in the words that say most', () => {
    const target = '/zones/z1/purge_cache';
    const rows = tableRows(
      adfOf(
        reportFacts([
          did('+0m', 'create', { target, text: { summary: `POST ${target}`, targetName: '' } }),
          did('+1m', 'read', { target, text: { summary: 'Dashboard viewed', targetName: 'Edge overview' } }),
          did('+2m', 'create', { target: '/zones/z1/dns/r1', text: { summary: 'POST /zones/z1/dns', targetName: '' } }),
        ]),
      ),
      'Timeline',
    );
    expect(rows.map(([, , , what]) => what)).toEqual([
      `Something created: POST ${target}`,
      'The reported anomaly: token_create',
      'Something read: Edge overview / Dashboard viewed',
      'Something created: /zones/z1/dns/r1',
    ]);
  });

  it('says where on the page its files are', () => {
    const adf = adfOf();
    const [svg, csv] = document().attachments.map(({ name }) => name);
    const where = 'in the page’s menu ••• at the top right, under Attachments';
    expect(sectionText(adf, 'Timeline')).toContain(`(${csv}) and as a picture (${svg}): ${where}.`);
    expect(sectionText(adf, 'Evidence')).toContain(`Attached | ${svg}, ${csv}: ${where}`);
  });

  it('says of an event that failed that it failed', () => {
    const rows = tableRows(adfOf(reportFacts([did('+0m', 'delete', { outcome: 'failure' })])), 'Timeline');
    expect(rows.some(([, , , what]) => what?.includes('FAILED'))).toBe(true);
  });

  it('puts events without a time last', () => {
    const rows = tableRows(adfOf(reportFacts([did('+0m', 'read', { time: null }), did('+5m', 'change')])), 'Timeline');
    expect(rows.map(([, time]) => time)).toEqual(['2026-11-22 12:00:00', '2026-11-22 12:05:00', 'unknown']);
  });

  it('does not take what only shares the address for the actor’s', () => {
    const other = didInDatadog('+1m', 'read', {
      matchedBy: 'address',
      actor: { id: 'c', email: 'carol@example.com', name: '', type: 'user' },
    });
    expect(sectionText(adfOf(reportFacts([...USUAL_DAY, other])), 'Timeline')).toContain(
      'by carol@example.com, who shares only the address',
    );
  });

  it('says so when nobody has heard of the actor', () => {
    expect(sectionText(adfOf(reportFacts([])), 'Timeline')).toBe(
      'No source that was read shows an event of this actor in this span of time.',
    );
  });
});

describe('what could not be read', () => {
  it('names every account with its remedy, however many there are', () => {
    const note = Array.from(
      { length: 5 },
      (_, n) =>
        `Account ${n}: Cloudflare refuses the request (HTTP 403). ${'Give the token its permission. '.repeat(6)}Remedy ${n}.`,
    );
    const sources = [
      { source: 'cloudflare', state: 'partial', events: 1, note: note.join(' ') },
      { source: 'datadog', state: 'complete', events: 4, note: null },
    ] as const;
    const section = sectionText(adfOf(reportFacts(ATTACK, { sources })), 'What could not be read');
    for (const n of note.keys()) expect(section).toContain(`Remedy ${n}.`);
  });

  it('is said at the top and in a section of its own', () => {
    const adf = adfOf(reportFacts(ATTACK, { sources: PARTIAL }));
    expect(topOf(adf)).toContain('Not everything could be read: Datadog could not be read.');
    const section = sectionText(adf, 'What could not be read');
    expect(section).toContain('Datadog could not be read.');
    expect(section).toContain('Datadog | NOT AT ALL | 0 | Datadog answered nothing within 60 seconds.');
  });

  it('is nothing when every source was read', () => {
    expect(topOf(adfOf())).not.toContain('Not everything');
    expect(sectionText(adfOf(), 'What could not be read')).toContain('Nothing: every source was read completely.');
  });
});

describe('a model in a report', () => {
  const undecided = [...USUAL_DAY, did('+0m', 'read', { address: HOTEL })];

  it('has no section when none is configured', () => expect(adfText(adfOf())).not.toMatch(/model/i));

  it('that raised the verdict is named at the top, beside what the rules say', () => {
    const adf = adfOf(reportFacts(undecided, { model: opinion({ raised: true }) }));
    expect(topOf(adf)).toContain('Verdict: LIKELY MALICIOUS RAISED BY THE MODEL');
    expect(topOf(adf)).toMatch(/The rules alone say inconclusive with confidence 0\.\d\d\./);
    expect(sectionText(adf, 'What the model says')).toContain('from inconclusive to likely malicious');
  });

  it('that raised the verdict changes the checklist to what it was raised to, and keeps the steps of indicators', () => {
    const adf = adfOf(reportFacts(undecided, { model: opinion({ raised: true }) }));
    const step = sectionText(adf, 'Recommended next step');
    expect(step).toContain('Contain the account now, ask afterwards.');
    expect(step).toContain('Ask the actor, by telephone or in person, where they were');
    expect(step).not.toContain('Look at the acts that nothing explains first');
  });

  it('moves nothing without the right to', () => {
    const adf = adfOf(reportFacts(undecided, { model: opinion({ raised: false }) }));
    expect(topOf(adf)).toContain('Verdict: INCONCLUSIVE with confidence');
    expect(sectionText(adf, 'What the model says')).toContain(
      'The model sees it otherwise, and the verdict stays that of the rules',
    );
  });

  it('cannot move a verdict down', () => {
    const adf = adfOf(reportFacts(ATTACK, { model: opinion({ raised: true, verdict: 'benign' }) }));
    expect(topOf(adf)).toContain('Verdict: LIKELY MALICIOUS with confidence');
    expect(document(reportFacts(ATTACK, { model: opinion({ raised: true, verdict: 'benign' }) })).labels).toContain(
      'verdict-likely-malicious',
    );
  });

  it('has its words set apart and labelled as written by a model', () => {
    const adf = adfOf(reportFacts(ATTACK, { model: opinion() }));
    const panel = adf.content.find((block) => block.type === 'panel' && block.attrs.panelType === 'note');
    expect(adfText(panel).split('\n')).toEqual([
      'Written by the model from the evidence. Nobody has checked it; it can be wrong, and it can repeat what strangers wrote.',
      'Somebody signed in from a hotel.',
      'Twenty minutes later three ways back in existed.',
      'As the next step it suggests:',
      'Revoke deploy-helper first.',
    ]);
  });

  it('is named with prompt, tokens, cited events and a confidence that is used for nothing', () => {
    const section = sectionText(adfOf(reportFacts(ATTACK, { model: opinion() })), 'What the model says');
    expect(section).toContain('Model | openai:gpt-5-mini');
    expect(section).toContain('Prompt version | investigate-3');
    expect(section).toContain('8,412 read, 377 written');
    expect(section).toContain('0.91, as the model says; it is used for nothing');
    expect(section).toContain('Events that it cites | C11, C12, C13');
  });

  it('that gave no usable answer leaves the rules’ verdict and the reason', () => {
    const model = opinion({
      status: 'unavailable',
      reason: 'it cited events that do not exist',
      raised: true,
      narrative: 'Trust me.',
    });
    const adf = adfOf(reportFacts(undecided, { model }));
    expect(topOf(adf)).toContain('Verdict: INCONCLUSIVE with confidence');
    expect(sectionText(adf, 'What the model says')).toContain('(it cited events that do not exist)');
    expect(adfText(adf)).not.toContain('Trust me.');
  });
});

function mistake() {
  const ssl = { target: '/zones/z1/settings/ssl' };
  return [...USUAL_DAY, did('+0m', 'security_weakened', ssl), did('+6m', 'security_strengthened', ssl)];
}
