import { scrub } from '../../../domain/scrub';
import { SECRET_FORMS } from '../../support/secret-forms';

const SECRET = 'EXAMPLE-planted-secret';

describe('a secret with something invisible in it', () => {
  const token = `cfut_${'a1B2c3D4e5'.repeat(4)}0f0f0f0f`;
  const cut = (by: string): string => token.slice(0, 30) + by + token.slice(30);

  it.each([
    ['a zero-width space', '\u200B'],
    ['a soft hyphen', '\u00AD'],
    ['a control character', '\u0007'],
    ['a mark of direction', '\u202E'],
    ['a tag', '\u{E0041}'],
    ['a byte order mark', '\uFEFF'],
  ])('(%s) is scrubbed with it', (_what, character) => {
    expect(scrub({ note: `see ${cut(character)}\nnow` })).toEqual({ note: `see [scrubbed:${token.length}]\nnow` });
  });

  it.each(SECRET_FORMS.map(({ of }) => of('hidden')))(
    'is scrubbed from $text wherever it is cut, and does not show when the cut is cleaned away',
    ({ text, secret }) => {
      const cuts = Array.from({ length: text.length + 1 }, (_, at) => `${text.slice(0, at)}\u200B${text.slice(at)}`);
      const left = cuts.map((cut) => JSON.stringify(scrub({ note: `see ${cut}` })).replaceAll('\u200B', ''));
      expect(left.filter((json) => json.includes(secret))).toEqual([]);
    },
  );

  it.each([
    ['in its name', { description: `pass\u200Bword=${SECRET}` }],
    ['in the name of its field', { [`pass\u200Bword`]: SECRET }],
    ['in the JSON around it', { body: `{"pass\u00ADword":"${SECRET}"}` }],
    ['encoded as in an address', { uri: `/x?pass%E2%80%8Bword=${SECRET}` }],
    ['before it, where it parts it from a word', { note: `see\u200BBearer ${SECRET}` }],
  ])('%s is gone', (_where, record) => expect(JSON.stringify(scrub(record))).not.toContain(SECRET));

  it.each(['‮nothing\u200B to\u00AD hide\u0000', 'a family: 👨‍👩‍👧', 'می‌خواهم'])(
    'is not seen in %j, which stays byte for byte',
    (note) => {
      const record = { note };
      expect(scrub(record)).toBe(record);
    },
  );
});
