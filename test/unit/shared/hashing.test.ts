import { base64ToHex, sha256Base64, sha256Hex } from '../../../activities/shared/hashing';

const OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('SHA-256', () => {
  it('of text is that of its UTF-8 bytes', () => {
    expect(sha256Hex('abc')).toBe(OF_ABC);
    expect(sha256Hex('ü')).toBe(sha256Hex(Buffer.from([0xc3, 0xbc])));
  });

  it('has one value in two spellings', () => {
    expect(base64ToHex(sha256Base64('abc'))).toBe(OF_ABC);
    expect(sha256Base64('abc')).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
  });
});
