import { isIP } from 'node:net';
import fc from 'fast-check';
import { addressSpellings, canonicalAddress } from '../../../domain/investigation/address';

describe('the canonical spelling of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    [' 203.0.113.9\n', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:0:0:1:0:0:2:3', '2001::1:0:0:2:3'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1:2:3:4:5'],
    ['64:ff9b::203.0.113.9', '64:ff9b::cb00:7109'],
    ['10:0:0:0:0:0:0:10', '10::10'],
    ['1::', '1::'],
    ['::', '::'],
  ])('%s is %s', (address, canonical) => expect(canonicalAddress(address)).toBe(canonical));

  it.each(['', 'localhost', '203.0.113', '256.1.1.1', '010.0.0.1', '203.0.113.9/24', 'fe80::1%eth0', '1::2::3', '*'])(
    '%j has none',
    (address) => expect(canonicalAddress(address)).toBeNull(),
  );

  it('is the one of browsers, for every IPv6 address that is no IPv4', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const standard = new URL(`http://[${address}]`).hostname.slice(1, -1);
        fc.pre(!standard.startsWith('::ffff:'));
        expect(canonicalAddress(address)).toBe(standard);
      }),
    );
  });

  it('exists for every address, and for nothing else', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', 'f', 'ff', '255', '.', ':', '::', 'g', ' ') });
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), digits), (text) => {
        expect(canonicalAddress(text) !== null).toBe(isIP(text.trim()) !== 0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the spellings of an address', () => {
  it('are the canonical one and those of other systems', () => {
    expect(addressSpellings('2001:DB8::1')).toEqual([
      '2001:db8::1',
      '2001:db8:0:0:0:0:0:1',
      '2001:0db8:0000:0000:0000:0000:0000:0001',
    ]);
    expect(addressSpellings('::ffff:203.0.113.9')).toEqual(['203.0.113.9', '::ffff:203.0.113.9']);
    expect(addressSpellings('somewhere')).toEqual([]);
  });

  it('all mean the same address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const spellings = addressSpellings(address);
        expect(new Set(spellings.map(canonicalAddress))).toEqual(new Set([canonicalAddress(address)]));
      }),
    );
  });
});
