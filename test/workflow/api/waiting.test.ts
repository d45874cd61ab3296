import { once } from 'node:events';
import { createServer } from 'node:net';
import { anomaly, ApiRig, until } from './api-rig';

describe('a sender that does not want to wait', () => {
  it('is answered at once, and told where the report will be', async () => {
    const rig = await ApiRig.start({ worker: 'none' });
    const { status, headers, body } = await rig.post(anomaly('hold'), { prefer: 'wait=0' });

    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/investigations/${String(body?.id)}`);
    expect(headers.get('preference-applied')).toBe('wait=0');
    await rig.close();
  });
});

describe('a sender that waits while nobody works', () => {
  it('is answered after the time that it asked for, and the investigation is there', async () => {
    const rig = await ApiRig.start({ worker: 'none' });
    const { status, body } = await rig.post(anomaly('hold'), { prefer: 'wait=1' });

    expect(status).toBe(202);
    expect((await rig.get(`/investigations/${String(body?.id)}`)).body).toMatchObject({ state: 'running' });
    await rig.close();
  });
});

describe('when as many wait as may', () => {
  it('the next one is accepted and answered at once, and a place that is left is free again', async () => {
    const rig = await ApiRig.start({ worker: 'none', maxWaiting: 2 });
    const leave = new AbortController();
    const first = rig.post(anomaly('hold'), { prefer: 'wait=60', signal: leave.signal }).catch(() => undefined);
    const second = rig.post(anomaly('hold'), { prefer: 'wait=60', signal: leave.signal }).catch(() => undefined);
    await until(async () => (await rig.waiting()) === 2);

    const third = await rig.post(anomaly('hold'), { prefer: 'wait=60' });
    expect(third.status).toBe(202);

    leave.abort();
    await Promise.all([first, second]);
    await until(async () => (await rig.waiting()) === 0);
    await rig.close();
  });
});

describe('an API that is asked to stop', () => {
  it('answers who waits, keeps what it has accepted, and still takes what arrives on open connections', async () => {
    const rig = await ApiRig.start({ worker: 'none' });
    const waiting = rig.post(anomaly('hold'), { prefer: 'wait=60' });
    await until(async () => (await rig.waiting()) === 1);

    rig.stopping.abort();

    const { status, body } = await waiting;
    expect(status).toBe(202);
    expect((await rig.get(`/investigations/${String(body?.id)}`)).status).toBe(200);
    expect((await rig.get('/readyz')).body).toEqual({ status: 'stopping' });
    expect((await rig.post(anomaly('hold'), { prefer: 'wait=60' })).status).toBe(202);
    await rig.close();
  });
});

describe('while Temporal is away', () => {
  it('a delivery is not accepted, within a few seconds, and the sender is told when to come again', async () => {
    // A port that was free a moment ago: nothing listens there.
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    const port = typeof address === 'object' ? address?.port : undefined;
    const rig = await ApiRig.start({ worker: 'none', temporalAddress: `127.0.0.1:${String(port)}` });

    const startedMs = performance.now();
    const [posted, read, listed] = await Promise.all([
      rig.post(anomaly('hold'), { prefer: 'wait=60' }),
      rig.get(`/investigations/${'0'.repeat(24)}`),
      rig.get('/investigations'),
    ]);

    expect(performance.now() - startedMs).toBeLessThan(6_000);
    expect([posted.status, read.status, listed.status]).toEqual([503, 503, 503]);
    expect(posted.body).toMatchObject({ code: 'temporal_unavailable' });
    expect(Number(posted.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(rig.errors).toHaveLength(3);
    await rig.close();
  });
});
