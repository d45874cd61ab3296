import { githubHeaders } from '../../support/signed-delivery';
import { anomaly, ApiRig, until, withApi, type Answered, type ApiRigOptions } from './api-rig';

describe('a sender that sends more than it may', () => {
  let rig: ApiRig;

  beforeAll(async () => {
    rig = await ApiRig.start({ worker: 'none' });
  });

  afterAll(() => rig.close());

  it('is told when to come again, and others are not', async () => {
    const body = anomaly('publish');
    const headers = githubHeaders(body, 'the-secret-of-a-slow-sender');
    const statuses: number[] = [];
    let last: Answered | undefined;
    for (let n = 0; n < 3; n += 1) {
      last = await rig.send('/webhooks/anomalies/slow', body, { headers, prefer: 'wait=0' });
      statuses.push(last.status);
    }

    expect(statuses.slice(0, 2).every((status) => status < 300)).toBe(true);
    expect(statuses[2]).toBe(429);
    expect(last?.body).toMatchObject({ code: 'rate_limited' });
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await rig.post(anomaly('publish'))).status).toBe(202);
  });

  it('is told a time that gets shorter as the minute goes by', async () => {
    const body = anomaly('publish');
    const headers = githubHeaders(body, 'the-secret-of-a-slow-sender');
    const waitS = async (): Promise<number> => {
      const answer = await rig.send('/webhooks/anomalies/slow', body, { headers });
      return Number(answer.headers.get('retry-after') ?? 60);
    };

    expect(await waitS()).toBeLessThanOrEqual(60);
    await until(async () => (await waitS()) < 60);
  });

  it('cannot use up what a sender may by deliveries that are not proven', async () => {
    const unproven = await Promise.all(
      Array.from({ length: 5 }, () => rig.send('/webhooks/anomalies/slow', anomaly('publish'))),
    );

    expect(new Set(unproven.map(({ status }) => status))).toEqual(new Set([401]));
  });
});

describe('an address that sends more than it may', () => {
  it('is refused before anything is verified', async () => {
    const sections = {
      webhooks:
        '{ requestsPerMinutePerAddress: 3, senders: { siem: { scheme: standard, secrets: [{ env: SIEM_SECRET }] } } }',
    };
    await withApi({ worker: 'none', sections }, async (small) => {
      const statuses: number[] = [];
      for (let n = 0; n < 4; n += 1) statuses.push((await small.send('/webhooks/anomalies/siem', '{}')).status);
      const spoofed = await small.send('/webhooks/anomalies/siem', '{}', {
        headers: { 'x-forwarded-for': '192.0.2.7' },
      });

      expect(statuses).toEqual([401, 401, 401, 429]);
      expect(spoofed.status).toBe(429);
      expect((await small.get('/healthz')).status).toBe(200);
    });
  });

  const BEHIND_PROXY: ApiRigOptions = {
    worker: 'none',
    trustedProxies: 1,
    sections: {
      webhooks:
        '{ requestsPerMinutePerAddress: 1, senders: { siem: { scheme: standard, secrets: [{ env: SIEM_SECRET }] } } }',
    },
  };

  it('leaves other addresses what they may, each as the trusted proxy names it', async () => {
    await withApi(BEHIND_PROXY, async (behindProxy) => {
      const from = async (address: string): Promise<number> => {
        const headers = { 'x-forwarded-for': address };
        return (await behindProxy.send('/webhooks/anomalies/siem', '{}', { headers })).status;
      };
      const statuses = [
        await from('192.0.2.7'),
        await from('192.0.2.8'),
        await from('192.0.2.7'),
        // What stands before the proxy's own word is the sender's, and counts for nothing.
        await from('192.0.2.9, 192.0.2.8'),
      ];

      expect(statuses).toEqual([401, 401, 429, 429]);
    });
  });

  it('of IPv6 is its network, because one sender has many', async () => {
    await withApi(BEHIND_PROXY, async (behindProxy) => {
      const from = async (address: string): Promise<number> =>
        (await behindProxy.get('/investigations', 'wrong', { 'x-forwarded-for': address })).status;
      const statuses = [await from('2001:db8:1::1'), await from('2001:db8:1::2'), await from('2001:db8:2::1')];

      expect(statuses).toEqual([401, 429, 401]);
    });
  });
});
