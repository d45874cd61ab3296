import {
  REPORT_BLOCKS,
  templateProblems,
  type ReportTemplate,
} from '../../../domain/investigation/report/report-template';
import { reportDocument } from '../../../domain/investigation/report/report-document';
import { adfText, sectionText } from '../../fixtures/confluence/adf-text';
import { ATTACK, opinion, reportFacts, sha256 } from '../../fixtures/confluence/report-facts';
import { did, HOTEL, USUAL_DAY } from './histories/build';

const written = (template: ReportTemplate) =>
  reportDocument(reportFacts(ATTACK, { model: opinion() }), { template, sha256 }).adf;
const problems = (template: Readonly<Record<string, string>>) =>
  templateProblems(template).map(({ block, problem }) => `${block} ${problem}`);

describe('a team’s wording', () => {
  it.each(REPORT_BLOCKS.filter(({ name }) => !name.startsWith('steps.') && !name.startsWith('verdict.')))(
    'replaces the block $name',
    ({ name }) => expect(adfText(written({ [name]: 'Words of our own' }))).toContain('Words of our own'),
  );

  it('says what a verdict means, for the report’s verdict alone', () => {
    const template = { 'verdict.likely_malicious': 'Page the duty officer.', 'verdict.benign': 'Nothing to see.' };
    expect(adfText(written(template))).toContain('Page the duty officer.');
    expect(adfText(written(template))).not.toContain('Nothing to see.');
  });

  it('puts its own steps before ours', () => {
    const steps = sectionText(
      written({ 'steps.likely_malicious': 'Call +49 30 1234\n\nOpen the bridge\n' }),
      'Recommended next step',
    );
    expect(steps.split('\n').slice(1, 4)).toEqual([
      'Call +49 30 1234',
      'Open the bridge',
      'End all sessions of the actor, in Cloudflare and wherever else they sign in, and lock the account.',
    ]);
  });

  it('may name values, and a blank line begins a paragraph', () => {
    const summary = sectionText(
      written({ summary: '{actor}: {verdict} ({confidence}).\n\nSeen by {sender}.' }),
      'Summary',
    );
    const confidence = reportFacts().assessment.confidence.toFixed(2);
    expect(summary.split('\n').slice(0, 2)).toEqual([
      `alice@example.com: likely malicious (${confidence}).`,
      'Seen by siem.',
    ]);
  });

  it('has no number of its own for a verdict that a model has raised: it says whose the rules’ is', () => {
    const undecided = reportFacts([...USUAL_DAY, did('+0m', 'read', { address: HOTEL })], {
      model: opinion({ raised: true }),
    });
    const { adf } = reportDocument(undecided, { template: { intro: 'It is {verdict} ({confidence}).' }, sha256 });
    expect(adfText(adf)).toMatch(/It is likely malicious \(0\.\d\d for inconclusive, raised by the model\)\./);
  });

  it('fills placeholders in one pass: a value that reads like one stays a value', () => {
    const facts = reportFacts();
    const anomaly = { ...facts.anomaly, action: '{actor} {sender}' };
    const { adf } = reportDocument({ ...facts, anomaly }, { template: { intro: 'Did {action}.' }, sha256 });
    expect(adfText(adf)).toContain('Did {actor} {sender}.');
  });

  it('takes away neither the label of the model’s words nor the note on strangers’ values', () => {
    const silent = Object.fromEntries(REPORT_BLOCKS.map(({ name }) => [name, '']));
    const text = adfText(written(silent));
    expect(text).toContain('Written by the model from the evidence.');
    expect(text).toContain('do not trust what they say');
    expect(text).toContain('Verdict: LIKELY MALICIOUS');
  });
});

describe('what is wrong with a wording', () => {
  it('is nothing for our own', () =>
    expect(templateProblems(Object.fromEntries(REPORT_BLOCKS.map(({ name, text }) => [name, text])))).toEqual([]));

  it('names a block that does not exist, and those that do', () =>
    expect(problems({ sumary: 'x' })).toEqual([
      expect.stringMatching(/^sumary is no block of a report; the blocks are intro, /),
    ]));

  it('names a placeholder that does not exist, and those that do', () =>
    expect(problems({ summary: '{actor} {who}' })).toEqual([
      expect.stringMatching(/^summary \{who\} is no placeholder here; use sender, /),
    ]));

  it('knows that a heading has no placeholders', () =>
    expect(problems({ 'heading.summary': 'About {actor}' })).toEqual([
      'heading.summary {actor} is no placeholder here; this block has none',
    ]));

  it.each(['', '   ', 'one\ntwo'])('wants a heading of one line, not %j', (words) =>
    expect(problems({ 'heading.summary': words })).toEqual([
      'heading.summary must be one line of text; write it without line ends',
    ]),
  );

  it.each([
    ['heading.summary', 301, '300 characters'],
    ['intro', 4_001, '4000 characters'],
  ])('limits the length of %s', (name, length, limit) =>
    expect(problems({ [name]: 'x'.repeat(length) }).join()).toContain(limit),
  );

  it('limits the number of steps', () =>
    expect(problems({ 'steps.benign': 'a step\n'.repeat(21) })).toEqual([
      'steps.benign has more than 20 lines; leave some out',
    ]));

  it('is found in every block at once', () => expect(templateProblems({ a: '', b: '' })).toHaveLength(2));
});

describe.each(REPORT_BLOCKS)('block $name', ({ name, doc }) => {
  it('is there once, and says what it is for', () => {
    expect(REPORT_BLOCKS.filter((one) => one.name === name)).toHaveLength(1);
    expect(doc).toMatch(/^[A-Z].*\.$/);
  });
});
