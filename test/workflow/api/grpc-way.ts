import { once } from 'node:events';
import { connect, createServer, type ClientHttp2Session, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { temporalAddress } from '../../support/servers';

/** What becomes of a call: it passes, its answer is lost with the connection, or the server answers with a status of gRPC. */
export type Fate = 'pass' | 'lose' | number;

/** A way to the run's Temporal server on which calls can be refused and answers lost. */
export class GrpcWay {
  /** Fates of the next calls of a method, `StartWorkflowExecution` for example; afterwards they pass. */
  readonly next = new Map<string, Fate[]>();
  private readonly far: ClientHttp2Session = connect(`http://${temporalAddress()}`);
  private readonly server: Http2Server = createServer();

  async open(): Promise<string> {
    this.server.on('stream', (near, headers) => {
      near.on('error', () => undefined);
      const method = headers[':path']?.split('/').at(-1) ?? '';
      const fate = this.next.get(method)?.shift() ?? 'pass';
      if (typeof fate === 'number') refuse(near, fate);
      else this.forward(near, headers, fate === 'lose');
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.far.destroy();
  }

  private forward(near: ServerHttp2Stream, headers: object, isLost: boolean): void {
    const far = this.far.request({ ...headers });
    let trailers = {};
    near.pipe(far);
    near.on('close', () => far.close());
    far.on('error', () => undefined).on('trailers', (received: object) => (trailers = received));
    if (isLost) {
      far.resume().on('end', () => near.session?.destroy());
      return;
    }
    far.on('response', (received) => {
      if (near.destroyed) return;
      near.on('wantTrailers', () => near.sendTrailers({ ...trailers }));
      const isWhole = received['grpc-status'] !== undefined;
      near.respond(received, isWhole ? { endStream: true } : { waitForTrailers: true });
      if (!isWhole) far.pipe(near);
    });
  }
}

function refuse(near: ServerHttp2Stream, status: number): void {
  near.resume();
  near.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(status) },
    { endStream: true },
  );
}
