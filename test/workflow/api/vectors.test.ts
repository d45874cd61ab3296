import { readFileSync } from 'node:fs';
import { githubHeaders } from '../../support/signed-delivery';
import { ApiRig, DOCUMENTED_SECRET, type Answered } from './api-rig';

/** Bytes and signatures that were made with the reference implementations of the schemes. */
const BODY = readFileSync('test/fixtures/webhooks/webhook-anomaly.json');
const SIGNED_AT_S = 1_795_312_800;
const STANDARD = {
  'webhook-id': 'msg_2Lh9KRb0pzN4LePd3XiA4v9Axfs',
  'webhook-timestamp': String(SIGNED_AT_S),
  'webhook-signature': 'v1,hPwyZOD3JJY7dGduwN/olDVy4Uoyl1RhJMYQ+IFmELc=',
};
const GITHUB = {
  'x-hub-signature-256': 'sha256=8e4deb7d10ceedc66cbfbbe22ba53dc9481d1152758a0720a0af14ecf6a6f68c',
};
const DAY_S = 86_400;

let rig: ApiRig;
let nowS = SIGNED_AT_S;

beforeAll(async () => {
  rig = await ApiRig.start({
    worker: 'none',
    clock: () => nowS * 1_000,
    sections: {
      webhooks: `{ senders: {
        siem: { scheme: standard, secrets: [{ env: SIEM_OLD_SECRET }, { env: SIEM_SECRET }] },
        forge: { scheme: github, secrets: [{ env: FORGE_SECRET }, { env: DOCUMENTED_SECRET }] } } }`,
    },
  });
});

afterAll(() => rig.close());

function sent(
  sender: 'siem' | 'forge',
  headers: Record<string, string>,
  atS = SIGNED_AT_S,
  body: Buffer | string = BODY,
) {
  nowS = atS;
  return rig.send(`/webhooks/anomalies/${sender}`, body, { headers });
}
const statusOf = async (answer: Promise<Answered>): Promise<number> => (await answer).status;

describe('a delivery that the reference implementation of Standard Webhooks has signed', () => {
  it.each([-300, 0, 300])('is taken %d s after it was signed', async (s) => {
    expect(await statusOf(sent('siem', STANDARD, SIGNED_AT_S + s))).toBe(202);
  });

  it.each([-301, 301])('is not taken %d s after it was signed', async (s) => {
    expect(await sent('siem', STANDARD, SIGNED_AT_S + s)).toMatchObject({ status: 401, text: '' });
  });

  it('is not taken with a byte changed, a byte more, or under another scheme', async () => {
    const changed = Buffer.concat([BODY.subarray(0, -1), Buffer.from(']')]);
    const longer = Buffer.concat([BODY, Buffer.from('\n')]);

    expect(await statusOf(sent('siem', STANDARD, SIGNED_AT_S, changed))).toBe(401);
    expect(await statusOf(sent('siem', STANDARD, SIGNED_AT_S, longer))).toBe(401);
    expect(await statusOf(sent('forge', STANDARD))).toBe(401);
  });
});

describe('a delivery in GitHub style', () => {
  it('is taken with the signature of the reference implementation', async () => {
    expect(await statusOf(sent('forge', GITHUB))).toBe(202);
  });

  it("with the signature of GitHub's documentation is proven; what it says is no anomaly", async () => {
    const headers = {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    };

    expect(await statusOf(sent('forge', headers, SIGNED_AT_S, 'Hello, World!'))).toBe(400);
    expect(githubHeaders('Hello, World!', DOCUMENTED_SECRET)).toEqual(headers);
  });

  it('is taken for a day after its anomaly, and never again by who has captured it', async () => {
    expect(await statusOf(sent('forge', GITHUB, SIGNED_AT_S + DAY_S))).toBe(202);

    const late = await sent('forge', GITHUB, SIGNED_AT_S + DAY_S + 1);
    expect(late.status).toBe(422);
    expect(late.body).toMatchObject({
      code: 'time_out_of_range',
      errors: [{ pointer: '#/timestamp', detail: 'is older than 24 hours' }],
    });
  });

  it.each([
    ['12ab34cd-0000-11ee-9999-abcdefabcdef', '12ab34cd-0000-11ee-9999-abcdefabcdef'],
    ['mallory@example.com', undefined],
    ['x'.repeat(65), undefined],
  ])("is logged with GitHub's id of it where that is a plain one: %s", async (id, logged) => {
    await sent('forge', { ...GITHUB, 'x-github-delivery': id });

    expect(rig.lines.at(-1)?.delivery).toBe(logged);
  });

  it('that is not proven is logged without its id', async () => {
    await sent('forge', { 'x-hub-signature-256': 'sha256=0', 'x-github-delivery': 'somebody' });

    expect(rig.lines.at(-1)).toMatchObject({ outcome: 'unverified' });
    expect(rig.lines.at(-1)).not.toHaveProperty('delivery');
  });
});
