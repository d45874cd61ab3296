import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer } from '../../../api/close-server';

async function listening(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('a server that is asked to stop', () => {
  it('lets the request under way end', async () => {
    const arrived = Promise.withResolvers<() => void>();
    const { server, url } = await listening((_request, response) => arrived.resolve(() => response.end('whole')));
    const answer = fetch(url).then((response) => response.text());
    const finish = await arrived.promise;

    const closed = closeServer(server, 60_000);
    finish();

    expect(await answer).toBe('whole');
    await closed;
  });

  it('takes no new request', async () => {
    const { server, url } = await listening((_request, response) => response.end());
    await closeServer(server, 60_000);

    await expect(fetch(url)).rejects.toThrow();
  });

  it('does not wait for a connection that a client keeps open without using it', async () => {
    const { server, url } = await listening((_request, response) => response.end());
    await (await fetch(url)).text();

    await closeServer(server, 60_000);

    expect(server.listening).toBe(false);
  });

  it('cuts what is still open when the grace is over', async () => {
    const arrived = Promise.withResolvers<string>();
    const { server, url } = await listening(() => arrived.resolve('arrived'));
    const answer = fetch(url).then(
      () => 'answered',
      () => 'cut',
    );
    await arrived.promise;

    await closeServer(server, 10);

    expect(await answer).toBe('cut');
  });
});
