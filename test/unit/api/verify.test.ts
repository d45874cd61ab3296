import { readFileSync } from 'node:fs';
import { githubStyle } from '../../../api/verify/github';
import { standardWebhooks } from '../../../api/verify/standard-webhooks';
import type { DistinctHeaders } from '../../../api/verify/delivery';

/** Bytes and signatures that were made with the reference implementation of the scheme. */
const BODY = readFileSync('test/fixtures/webhooks/webhook-anomaly.json');
const SECRET = 'whsec_ZWRnZXdhcmRlbi1zdGFuZGFyZC13ZWJob29rLWtleSE=';
const OTHER = `whsec_${Buffer.from('another key of 24 bytes and more').toString('base64')}`;
const SIGNATURE = 'v1,hPwyZOD3JJY7dGduwN/olDVy4Uoyl1RhJMYQ+IFmELc=';
const SIGNED_AT_S = 1_795_312_800;
const HEADERS = {
  'webhook-id': ['msg_2Lh9KRb0pzN4LePd3XiA4v9Axfs'],
  'webhook-timestamp': [String(SIGNED_AT_S)],
  'webhook-signature': [SIGNATURE],
};

describe('Standard Webhooks', () => {
  const key = (headers: DistinctHeaders = HEADERS, { body = BODY, secrets = [SECRET], atS = SIGNED_AT_S } = {}) =>
    standardWebhooks(secrets)(headers, body, atS * 1_000);
  const withSignature = (signature: string): DistinctHeaders => ({ ...HEADERS, 'webhook-signature': [signature] });

  it('takes a delivery that the reference implementation has signed, and tells it by its id', () => {
    expect(key()).toBe('msg_2Lh9KRb0pzN4LePd3XiA4v9Axfs');
  });

  it.each([-300, 0, 300])('takes it %d s after it was signed', (s) =>
    expect(key(HEADERS, { atS: SIGNED_AT_S + s })).toBeDefined(),
  );
  it.each([-301, 301])('refuses it %d s after it was signed', (s) =>
    expect(key(HEADERS, { atS: SIGNED_AT_S + s })).toBeUndefined(),
  );

  it('takes it while its secret stands beside a newer one', () => {
    expect(key(HEADERS, { secrets: [OTHER, SECRET] })).toBeDefined();
  });

  it('takes it when the second of its signatures fits', () => {
    expect(key(withSignature(`v1,${'A'.repeat(43)}= ${SIGNATURE}`))).toBeDefined();
  });

  it.each([
    ['another secret', HEADERS, { secrets: [OTHER] }],
    ['an altered byte', HEADERS, { body: Buffer.concat([BODY.subarray(0, -1), Buffer.from(']')]) }],
    ['a byte more', HEADERS, { body: Buffer.concat([BODY, Buffer.from('\n')]) }],
    ['an altered signature', withSignature(SIGNATURE.replace('hPwy', 'hPwz')), {}],
    ['a signature without its padding', withSignature(SIGNATURE.slice(0, -1)), {}],
    ['a signature of another version', withSignature(SIGNATURE.replace('v1', 'v1a')), {}],
    ['a fitting signature behind eight others', withSignature(`${'v1,x '.repeat(8)}${SIGNATURE}`), {}],
    ['no signature', { ...HEADERS, 'webhook-signature': [''] }, {}],
    ['no id', { ...HEADERS, 'webhook-id': undefined }, {}],
    ['two ids', { ...HEADERS, 'webhook-id': ['msg_2Lh9KRb0pzN4LePd3XiA4v9Axfs', 'msg_other'] }, {}],
    ['an id with a dot', { ...HEADERS, 'webhook-id': ['msg.2'] }, {}],
    ['an altered time', { ...HEADERS, 'webhook-timestamp': [String(SIGNED_AT_S + 1)] }, {}],
    ['a time with a fraction', { ...HEADERS, 'webhook-timestamp': [`${SIGNED_AT_S}.0`] }, {}],
    ['two signature headers', { ...HEADERS, 'webhook-signature': [SIGNATURE, SIGNATURE] }, {}],
  ])('refuses %s', (_, headers, rest) => expect(key(headers as DistinctHeaders, rest)).toBeUndefined());
});

describe('GitHub style', () => {
  const verify = githubStyle(["It's a Secret to Everybody", 'edgewarden-github-style-secret']);
  const hello = Buffer.from('Hello, World!');
  const fits = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const ours = 'sha256=8e4deb7d10ceedc66cbfbbe22ba53dc9481d1152758a0720a0af14ecf6a6f68c';

  it.each([
    ['its documentation', fits, hello],
    ['an anomaly', ours, BODY],
  ])('takes the delivery of %s', (_, signature, body) =>
    expect(verify({ 'x-hub-signature-256': [signature] }, body, 0)).toMatch(/^[0-9a-f]{64}$/),
  );

  it('tells deliveries by their bytes, because no id is signed', () => {
    const key = (id: string) => verify({ 'x-hub-signature-256': [fits], 'x-github-delivery': [id] }, hello, 0);

    expect(key('one')).toBe(key('two'));
  });

  it.each([
    ['another body', { 'x-hub-signature-256': [ours] }],
    ['the signature twice', { 'x-hub-signature-256': [fits, fits] }],
    ['the older signature alone', { 'x-hub-signature': ['sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59'] }],
    ['a signature without its scheme', { 'x-hub-signature-256': [fits.slice('sha256='.length)] }],
    ['no signature', {}],
  ])('refuses %s', (_, headers) => expect(verify(headers, hello, 0)).toBeUndefined());
});
