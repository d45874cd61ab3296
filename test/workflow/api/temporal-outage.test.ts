import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { temporalAddress } from '../../support/servers';
import { anomaly, ApiRig, until } from './api-rig';

/** A way to Temporal that can be closed and opened. */
class Way {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  async open(): Promise<string> {
    const [host = '', port = ''] = temporalAddress().split(':');
    this.server = createServer((near) => {
      const far = connect(Number(port), host);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return `127.0.0.1:${this.port}`;
  }

  close(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

describe('when Temporal goes away while a sender waits', () => {
  const way = new Way();
  let rig: ApiRig;

  beforeAll(async () => {
    rig = await ApiRig.start({ worker: 'none', temporalAddress: await way.open() });
  });

  afterAll(async () => {
    await rig.close();
    way.close();
  });

  it('what was accepted stays accepted, what comes meanwhile is refused, and what comes afterwards is taken', async () => {
    const body = anomaly('hold');
    const waiting = rig.post(body, { id: 'msg_outage', prefer: 'wait=3' });
    await until(async () => (await rig.waiting()) === 1);
    way.close();
    const accepted = await waiting;
    const meanwhile = await rig.post(anomaly('hold'), { id: 'msg_meanwhile' });
    await way.open();
    await until(async () => (await rig.get('/readyz')).status === 200);
    const again = await rig.post(body, { id: 'msg_outage' });
    const later = await rig.post(anomaly('hold'), { id: 'msg_meanwhile' });

    expect([accepted.status, meanwhile.status, again.status, later.status]).toEqual([202, 503, 202, 202]);
    expect(again.body?.id).toBe(accepted.body?.id);
  });
});
