import fc from 'fast-check';
import { canonicalJson } from '../../../activities/shared/canonical-json';

describe('canonical JSON', () => {
  it('sorts keys by code unit on every level and writes no spaces', () => {
    expect(canonicalJson({ b: [{ z: 1, a: 2 }], B: null, é: 1, '10': 1, '9': 1, a: true })).toBe(
      '{"10":1,"9":1,"B":null,"a":true,"b":[{"a":2,"z":1}],"é":1}',
    );
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
      }),
    );
  });

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('keeps a field called __proto__ as a field', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"admin":true},"a":1}');
    expect(canonicalJson(hostile)).toBe('{"__proto__":{"admin":true},"a":1}');
  });

  it('escapes a lone surrogate, which UTF-8 cannot carry', () => {
    expect(canonicalJson('\ud800')).toBe('"\\ud800"');
  });

  it.each([
    ['undefined', undefined],
    ['undefined in an object', { a: undefined }],
    ['undefined in an array', [undefined]],
    ['a gap in an array', new Array<number>(1)],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['NaN', NaN],
    ['a date', new Date(0)],
    ['a map', new Map()],
  ])('refuses %s', (_what, value) => expect(() => canonicalJson(value)).toThrow(TypeError));

  it('keeps a number that is too large for a double, so that nobody can make a record that cannot be kept', () =>
    expect(canonicalJson(JSON.parse('[1e400,-1e400]'))).toBe('["Infinity","-Infinity"]'));

  it('refuses what is nested too deeply, instead of exhausting the stack', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(() => canonicalJson(deep)).toThrow(/deeper than 500/);
  });
});
