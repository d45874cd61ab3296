import { once } from 'node:events';
import { createServer } from 'node:net';
import { anomaly, until, withApi } from './api-rig';

/** GitHub gives up on a delivery after ten seconds; other senders are more patient. */
const SENDER_PATIENCE_MS = 10_000;

describe('a sender that does not want to wait', () => {
  it('is answered at once, and told where the report will be', () =>
    withApi({ worker: 'none' }, async (rig) => {
      const { status, headers, body } = await rig.post(anomaly('hold'), { prefer: 'wait=0' });

      expect(status).toBe(202);
      expect(headers.get('location')).toBe(`/investigations/${String(body?.id)}`);
      expect(headers.get('preference-applied')).toBe('wait=0');
    }));
});

describe('a sender that waits while nobody works', () => {
  it('is answered after the time that it asked for, and the investigation is there', () =>
    withApi({ worker: 'none' }, async (rig) => {
      const { status, body } = await rig.post(anomaly('hold'), { prefer: 'wait=1' });

      expect(status).toBe(202);
      expect((await rig.get(`/investigations/${String(body?.id)}`)).body).toMatchObject({ state: 'running' });
    }));
});

describe('when as many wait as may', () => {
  it('the next one is accepted and answered at once, and a place that is left is free again', () =>
    withApi({ worker: 'none', maxWaiting: 2 }, async (rig) => {
      const leave = new AbortController();
      const first = rig.post(anomaly('hold'), { prefer: 'wait=60', signal: leave.signal }).catch(() => undefined);
      const second = rig.post(anomaly('hold'), { prefer: 'wait=60', signal: leave.signal }).catch(() => undefined);
      await until(async () => (await rig.waiting()) === 2);

      const third = await rig.post(anomaly('hold'), { prefer: 'wait=60' });
      expect(third.status).toBe(202);

      leave.abort();
      await Promise.all([first, second]);
      await until(async () => (await rig.waiting()) === 0);
    }));
});

describe('an API that is asked to stop', () => {
  it('answers who waits, keeps what it has accepted, and still takes what arrives on open connections', () =>
    withApi({ worker: 'none' }, async (rig) => {
      const waiting = rig.post(anomaly('hold'), { prefer: 'wait=60' });
      await until(async () => (await rig.waiting()) === 1);

      rig.stopping.abort();

      const { status, body } = await waiting;
      expect(status).toBe(202);
      expect((await rig.get(`/investigations/${String(body?.id)}`)).status).toBe(200);
      expect((await rig.get('/readyz')).body).toEqual({ status: 'stopping' });
      expect((await rig.post(anomaly('hold'), { prefer: 'wait=60' })).status).toBe(202);
    }));
});

describe('while Temporal is away', () => {
  it('a delivery is not accepted, before the sender gives up, and the sender is told when to come again', async () => {
    // A port that was free a moment ago: nothing listens there.
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    const port = typeof address === 'object' ? address?.port : undefined;
    await withApi({ worker: 'none', temporalAddress: `127.0.0.1:${String(port)}` }, async (rig) => {
      const startedMs = performance.now();
      const [posted, read, listed] = await Promise.all([
        rig.post(anomaly('hold'), { prefer: 'wait=60' }),
        rig.get(`/investigations/${'0'.repeat(24)}`),
        rig.get('/investigations'),
      ]);

      expect(performance.now() - startedMs).toBeLessThan(SENDER_PATIENCE_MS);
      expect([posted.status, read.status, listed.status]).toEqual([503, 503, 503]);
      expect(posted.body).toMatchObject({ code: 'temporal_unavailable' });
      expect(Number(posted.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(rig.errors).toHaveLength(3);
    });
  });
});
