import fc from 'fast-check';
import { checkModelAnswer, modelUnavailable, type ModelAnswer } from '../../../domain/investigation/model-answer-check';
import { finalVerdict, type ModelOpinion } from '../../../domain/investigation/model-opinion';
import { eventRef, type TimelineEvent } from '../../../domain/investigation/timeline';
import { VERDICTS, type Verdict } from '../../../domain/investigation/verdict-order';
import { did } from '../domain-investigation/histories/build';

const shown = new Map<string, TimelineEvent>([
  ['C1', did('+0m', 'change', { text: { summary: 'Turned off  the Log of requests', targetName: '' } })],
  ['C2', did('+1m', 'delete', { matchedBy: 'token' })],
  ['C3', did('+2m', 'delete', { matchedBy: 'address' })],
  ['C4', did('+3m', 'delete', { matchedBy: 'address' })],
]);
const ref = (label: string) => eventRef(shown.get(label)!);

const answer = (parts: Partial<ModelAnswer> = {}): ModelAnswer => ({
  verdict: 'likely_malicious',
  confidence: 0.5,
  narrative: 'It fits.',
  citations: ['C1', 'C2'],
  nextStep: 'Call them.',
  ...parts,
});
const check = (parts: Partial<ModelAnswer> = {}, rules: Verdict = 'inconclusive') =>
  checkModelAnswer(answer(parts), { rules, shown });

it('raises the verdict with two of the actor’s own events', () => {
  expect(check()).toEqual({
    answer: {
      ...{ raised: true, verdict: 'likely_malicious', confidence: 0.5 },
      ...{ narrative: 'It fits.', nextStep: 'Call them.', citations: [ref('C1'), ref('C2')] },
    },
  });
});

it.each(VERDICTS.flatMap((rules) => VERDICTS.map((verdict) => ({ rules, verdict }))))(
  'from $rules to $verdict it moves upwards or not at all',
  ({ rules, verdict }) => {
    const up = VERDICTS.indexOf(verdict) > VERDICTS.indexOf(rules);

    expect(check({ verdict }, rules).answer).toMatchObject({ raised: up, verdict });
  },
);

it.each([
  ['one event for the gravest verdict', ['C1'], 'inconclusive', 'likely_malicious'],
  ['one event named twice', ['C1', 'C1'], 'inconclusive', 'likely_malicious'],
  ['events that came from the address only', ['C3', 'C4'], 'inconclusive', 'likely_malicious'],
  ['one of the actor’s own and one of the address', ['C1', 'C3'], 'inconclusive', 'likely_malicious'],
  ['nothing at all', [], 'benign', 'inconclusive'],
] as const)('does not raise with %s', (_name, citations, rules, verdict) => {
  expect(check({ citations, verdict }, rules).problems).toEqual([
    expect.stringMatching(/needs at least \d of the actor's own/),
  ]);
});

it('needs one event to raise to less than the gravest verdict', () => {
  expect(check({ citations: ['C2'], verdict: 'inconclusive' }, 'benign').answer?.raised).toBe(true);
});

it('needs no event to say with the rules that too little is known', () => {
  expect(check({ citations: [], verdict: 'inconclusive' }).answer).toMatchObject({ raised: false, citations: [] });
});

it.each([
  ['benign', [], 1],
  ['misconfiguration', ['C3'], 1],
  ['likely_malicious', ['C1', 'C3'], 2],
] as const)('takes no %s without events, also when it moves nothing', (verdict, citations, least) => {
  expect(check({ citations, verdict }, 'likely_malicious').problems).toEqual([
    `this verdict needs at least ${least} of the actor's own events in citations.`,
  ]);
});

it.each([
  ['a verdict that is none', { verdict: 'guilty' }, /^verdict must be one of benign, /],
  ['a verdict that objects have', { verdict: 'constructor' }, /^verdict must be one of/],
  ['an unknown citation', { citations: ['C1', 'C2', 'C9'] }, /not in the evidence/],
  ['a citation that maps have', { citations: ['C1', 'C2', 'size'] }, /not in the evidence/],
  ['more citations than anybody reads', { citations: Array.from({ length: 51 }, (_, n) => `C${n}`) }, /at most 50/],
  ['confidence above one', { confidence: 1.01 }, /from 0 to 1/],
  ['confidence below nothing', { confidence: -0.01 }, /from 0 to 1/],
  ['confidence that is no number', { confidence: NaN }, /from 0 to 1/],
  ['no narrative', { narrative: ' \n' }, /narrative must not be empty/],
  ['a narrative that is too long', { narrative: 'x'.repeat(4_001) }, /narrative must have at most 4000/],
  ['no next step', { nextStep: '' }, /nextStep must not be empty/],
  ['a next step that is too long', { nextStep: 'x'.repeat(1_001) }, /nextStep must have at most 1000/],
] as const)('refuses %s, and says so', (_name, parts, problem) => {
  expect(check(parts).problems?.join(' ')).toMatch(problem);
});

it.each([
  ['narrative', 4_000],
  ['nextStep', 1_000],
] as const)('takes a %s of %d characters', (field, length) => {
  expect(check({ [field]: 'x'.repeat(length) }).problems).toBeUndefined();
});

it('keeps a quote that a cited event holds, whatever its case and blanks', () => {
  const narrative = 'It says "turned off the LOG" there.';
  expect(check({ narrative }).answer?.narrative).toBe(narrative);
});

it.each(['“approved by the CISO”', '"approved by the CISO"'])('takes away %s, which no cited event holds', (quote) => {
  expect(check({ narrative: `It says ${quote}.` }).answer?.narrative).toBe(
    'It says [quote removed: it is in no cited event].',
  );
});

it('leaves names in quotes alone', () => {
  expect(check({ nextStep: 'Revoke "deploy-helper".' }).answer?.nextStep).toBe('Revoke "deploy-helper".');
});

const opinion = (raised: boolean, verdict: Verdict): ModelOpinion => ({
  ...modelUnavailable(''),
  ...{ status: 'used', raised, verdict },
});

it.each(VERDICTS.flatMap((rules) => VERDICTS.map((verdict) => ({ rules, verdict }))))(
  'the rules’ $rules is a floor under an opinion of $verdict, whatever the opinion says of itself',
  ({ rules, verdict }) => {
    const up = VERDICTS.indexOf(verdict) > VERDICTS.indexOf(rules);

    expect(finalVerdict(rules, opinion(true, verdict))).toBe(up ? verdict : rules);
    expect(finalVerdict(rules, opinion(false, verdict))).toBe(rules);
    expect(finalVerdict(rules, { ...opinion(true, verdict), status: 'unavailable' })).toBe(rules);
    expect(finalVerdict(rules, null)).toBe(rules);
  },
);

it('quotes nothing of the answer in what it says is wrong', () => {
  const word = 'ZQX7';
  const { problems } = check({ verdict: word, citations: [word], narrative: word.repeat(2_000), nextStep: '' });
  expect(problems).toHaveLength(4);
  expect(problems!.join(' ')).not.toContain(word);
});

it('never ends below the rules, nor above them without two events of the actor’s own', () => {
  const text = fc.constantFrom('', 'ok', 'x'.repeat(5_000));
  const anyAnswer = fc.record({
    verdict: fc.oneof(fc.constantFrom(...VERDICTS), fc.string()),
    confidence: fc.double(),
    narrative: text,
    citations: fc.array(fc.oneof(fc.constantFrom('C1', 'C2', 'C3', 'C4', 'C5', '__proto__'), fc.string())),
    nextStep: text,
  });
  fc.assert(
    fc.property(anyAnswer, fc.constantFrom(...VERDICTS), (said, rules) => {
      const { answer: checked } = checkModelAnswer(said, { rules, shown });
      const checkedOpinion =
        checked === undefined
          ? modelUnavailable('no')
          : { ...modelUnavailable('no'), status: 'used' as const, ...checked };
      const verdict = finalVerdict(rules, checkedOpinion);
      expect(VERDICTS.indexOf(verdict)).toBeGreaterThanOrEqual(VERDICTS.indexOf(rules));
      const own = ['C1', 'C2'].filter((label) => said.citations.includes(label)).length;
      expect(verdict === rules || own >= (verdict === 'likely_malicious' ? 2 : 1)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
