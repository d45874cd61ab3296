import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { jsonElements } from '../../../activities/shared/json-elements';

const SAMPLE = readFileSync(path.join(__dirname, '../../fixtures/cloudflare/insights-page.json'), 'utf8');

describe('the elements of an array within a document', () => {
  it('are those of the sample page, member for member, without the blanks between them', () => {
    const elements = jsonElements(SAMPLE, ['result', 'issues'])!;
    // Written by one line each in the sample, with one blank behind each separator: what is left are texts without any.
    const lines = SAMPLE.split('\n').filter((line) => line.trim().startsWith('{ "id"'));
    expect(elements).toHaveLength(5);
    expect(elements.map((element) => element.length)).toEqual(lines.map((line) => lengthWithoutBlanks(line)));
    expect(elements[0]).toMatch(/^\{"id":"550e8400-[^ ]+,"dismissed":false,"issue_class":"exposed_database",/);
    expect(elements[0]).toContain('"severity":"Critical","since":"2024-01-10T14:30:00Z","subject":"example.com"');
    expect(elements[0]).toContain('"resolve_text":"Check your firewall rules and ensure sensitive services are');
  });

  it.each([
    ['a number that no double holds', '12345678901234567890.10'],
    ['an exponent', '1E+2'],
    ['minus zero', '-0'],
    ['a repeated member', '{"a":1,"a":2}'],
    ['members that look like numbers, in their order', '{"10":1,"2":2}'],
    ['a member named __proto__', '{"__proto__":{"a":1}}'],
    ['escapes as they were written', String.raw`"\u0041\/\n\\"`],
    ['brackets and quotes in a string', String.raw`"]},{[\"\\"`],
    ['blanks in a string', '" a  b\u2003"'],
    ['an empty string', '""'],
    ['an empty object', '{}'],
    ['an empty array', '[]'],
    ['a word', 'null'],
  ])('keep %s: %s', (_what, element) => {
    expect(jsonElements(`{"list":[${element}]}`, ['list'])).toEqual([element]);
    expect(jsonElements(`{ "list"\t:\r\n[ 1 , ${element} , 2 ] }`, ['list'])).toEqual(['1', element, '2']);
  });

  it('are none in an empty array', () => {
    expect(jsonElements('{"list": [ ]}', ['list'])).toEqual([]);
  });

  it('lose the blanks outside of strings, at any depth', () => {
    expect(jsonElements('[ { "a b" : [ 1 ,\n 2 ] ,\t"c" : { } } ]', [])).toEqual(['{"a b":[1,2],"c":{}}']);
  });

  it.each([
    ['of several members with one name the last', '{"list":[1],"list":[2]}', ['2']],
    ['a name that is written with escapes', String.raw`{"l\u0069st":[1]}`, ['1']],
    ['the member, not a string that looks like it', String.raw`{"a":"\"list\":[1]","list":[2]}`, ['2']],
    ['the outermost member, not one below it', '{"a":{"list":[1]},"list":[2]}', ['2']],
  ])('are looked up as JSON.parse does: %s', (_what, text, expected) => {
    expect(jsonElements(text, ['list'])).toEqual(expected);
  });

  it.each([
    ['there is no such member', '{"other":[1]}'],
    ['it is no array', '{"list":{"0":1}}'],
    ['the last member of that name is no array', '{"list":[1],"list":null}'],
    ['the document is no object', '[1]'],
    ['the document is a string', '"list"'],
    ['the document is empty', ''],
  ])('are undefined when %s', (_what, text) => {
    expect(jsonElements(text, ['list'])).toBeUndefined();
  });
});

/** JSON as others write it: blanks anywhere, escapes where none are needed, repeated members, numbers of any size. */
const blanks = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const stringText = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.stringMatching(/^(?:[ \]\[{},:a]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}){0,12}$/).map((body) => `"${body}"`),
  fc.constantFrom('"issues"', '"result"', String.raw`"iss\u0075es"`, '""', String.raw`"\\"`),
);
const numberText = fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?$/);
const { value: valueText } = fc.letrec<{ value: Written; array: Written; object: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    stringText.map((text) => [text, text] as const),
    numberText.map((text) => [text, text] as const),
    fc.constantFrom('true', 'false', 'null').map((text) => [text, text] as const),
    tie('array'),
    tie('object'),
  ),
  array: fc
    .tuple(fc.array(fc.tuple(blanks, tie('value'), blanks), { maxLength: 4 }), blanks)
    .map(([items, blank]) => [
      `[${items.length === 0 ? blank : items.map(([before, [text], after]) => `${before}${text}${after}`).join(',')}]`,
      `[${items.map(([, [, compact]]) => compact).join(',')}]`,
    ]),
  object: fc
    .tuple(fc.array(fc.tuple(blanks, stringText, blanks, tie('value'), blanks), { maxLength: 4 }), blanks)
    .map(([members, blank]) => [
      members.length === 0
        ? `{${blank}}`
        : `{${members.map(([a, name, b, [text], c]) => `${a}${name}${b}:${b}${text}${c}`).join(',')}}`,
      `{${members.map(([, name, , [, compact]]) => `${name}:${compact}`).join(',')}}`,
    ]),
}));
/** A value as written with blanks, and the same without. */
type Written = readonly [text: string, compact: string];

describe('documents that others write', () => {
  const names = fc.constantFrom('issues', 'result', 'a', '');
  const documents = fc.record({
    elements: fc.array(valueText, { maxLength: 6 }),
    outer: names,
    inner: names,
    blank: blanks,
  });

  it('give back each element as it was written, and as many as JSON.parse finds', () => {
    fc.assert(
      fc.property(documents, valueText, valueText, ({ elements, outer, inner, blank }, [before], [after]) => {
        const list = `[${elements.map(([text]) => `${blank}${text}${blank}`).join(',') || blank}]`;
        const key = JSON.stringify(outer);
        const text = `${blank}{"x":${before},${key}:1,${key}:{"y":${after},${JSON.stringify(inner)}:${blank}${list}}${blank},"z":${after}}${blank}`;
        const parsed = JSON.parse(text) as Record<string, Record<string, unknown[]>>;

        const found = jsonElements(text, [outer, inner]);

        expect(found).toEqual(elements.map(([, compact]) => compact));
        expect(found?.map((element) => JSON.parse(element) as unknown)).toEqual(parsed[outer]![inner]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('that are cut off anywhere never hold it up and never make it fail', () => {
    fc.assert(
      fc.property(valueText, fc.nat(), ([text], cut) => {
        const whole = `{"result":{"issues":[${text},${text}]}}`;
        const found = jsonElements(whole.slice(0, cut % whole.length), ['result', 'issues']);
        expect(found === undefined || Array.isArray(found)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['brackets', '['.repeat(2_000_000)],
    ['quotes', '"'.repeat(2_000_000)],
    ['backslashes', `"${'\\'.repeat(2_000_000)}`],
    ['escaped quotes', `"${'\\"'.repeat(1_000_000)}"`],
    ['blanks', ' '.repeat(2_000_000)],
    ['commas', ','.repeat(2_000_000)],
    ['members', `{${'"a":1,'.repeat(400_000)}"issues":[1]}`],
    ['blanks between elements', `[${'1 , '.repeat(500_000)}1]`],
    ['nested arrays', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
  ])('of two megabytes of %s take less than five seconds', (_what, text) => {
    const begun = performance.now();
    jsonElements(text, []);
    jsonElements(text, ['issues']);
    jsonElements(`{"issues":[${text}`, ['issues']);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

function lengthWithoutBlanks(line: string): number {
  return JSON.stringify(JSON.parse(line.trim().replace(/,$/, ''))).length;
}
