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

it.each([
  ['further down, where it is anybody’s text', doc(words('hello'), markerParagraph(FINGERPRINT))],
  ['with words around it', doc(words(`see edgewarden:${FINGERPRINT}`))],
  ['of another length', doc(words('edgewarden:abc'))],
  ['in an empty page', doc()],
  ['in no page', null],
  ['in text', 'edgewarden:0123456789abcdef'],
])('is none of ours %s', (_, document) => expect(fingerprintIn(document)).toBeUndefined());
