import { tokenEvent, tokenId } from '../../support/audit-records';
import { ACCOUNT_ID, at, createCloudflareRig, idsOf, type CloudflareRig } from './cloudflare-rig';

let rig: CloudflareRig;
beforeEach(async () => {
  rig = await createCloudflareRig();
});
afterEach(() => rig.close());

const event = (index: number, uri: string) =>
  tokenEvent({
    accountId: ACCOUNT_ID,
    id: `e${index}`,
    time: at(100 - index / 100),
    token: tokenId(1),
    extra: { raw: { method: 'POST', uri } },
  });

/** Every tenth event creates a token. */
const log = (events: number) =>
  Array.from({ length: events }, (_, index) =>
    event(index, index % 10 === 0 ? `/accounts/${ACCOUNT_ID}/tokens` : '/zones/z1/dns_records'),
  );

it('requests each page once when the events of several pages need several chunks', async () => {
  rig.sandbox.control.addEvents(log(5_000));

  const chunks = await rig.walk();

  expect(chunks.length).toBeGreaterThan(1);
  expect(idsOf(chunks)).toHaveLength(500);
  expect(rig.sandbox.control.requests({ pathMatches: '/logs/audit' })).toHaveLength(5);
});
