import { fingerprintIn, fingerprintOf, markerParagraph } from '../../../domain/investigation/report/report-marker';
import { sha256 } from '../../fixtures/confluence/report-facts';

const FINGERPRINT = fingerprintOf(sha256('an investigation'));
const doc = (...content: readonly unknown[]) => ({ version: 1, type: 'doc', content });
const words = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

it('is found again in the first paragraph', () =>
  expect(fingerprintIn(doc(markerParagraph(FINGERPRINT), words('more')))).toBe(FINGERPRINT));

it('is found when Confluence has split its text and added attributes', () => {
  const split = {
    type: 'paragraph',
    attrs: { localId: 'x' },
    content: [
      { type: 'text', text: 'edgewarden:' },
      { type: 'text', text: FINGERPRINT },
    ],
  };
  expect(fingerprintIn(doc(split))).toBe(FINGERPRINT);
});

it.each(['', ' Somebody has put other words here.', '\u00a0'])('is found whatever follows it: %j', (after) =>
  expect(fingerprintIn(doc(words(`edgewarden:${FINGERPRINT}${after}`)))).toBe(FINGERPRINT),
);

it.each([
  ['further down, where it is anybody’s text', doc(words('hello'), markerParagraph(FINGERPRINT))],
  ['with words before it', doc(words(`see edgewarden:${FINGERPRINT}`))],
  ['of another length', doc(words('edgewarden:abc'))],
  ['with a longer number', doc(words(`edgewarden:${FINGERPRINT}0`))],
  ['in an empty page', doc()],
  ['in no page', null],
  ['in text', 'edgewarden:0123456789abcdef'],
])('is none of ours %s', (_, document) => expect(fingerprintIn(document)).toBeUndefined());
