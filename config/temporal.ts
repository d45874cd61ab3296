import { Client, Connection, type ConnectionOptions, type TLSConfig } from '@temporalio/client';
import { randomBytes } from 'node:crypto';
import { createDataConverter } from './data-converter';
import type { Role, Settings, TemporalSettings, TemporalTls } from './settings';

/** Options that both `Connection.connect` and the worker's `NativeConnection.connect` take. */
export type SharedConnectionOptions = Pick<ConnectionOptions, 'address'> & { tls?: TLSConfig; apiKey?: string };

/** Options of a connection to the Temporal server. They hold secrets: never log them. */
export function connectionOptions({ address, apiKey, tls }: TemporalSettings): SharedConnectionOptions {
  return {
    address,
    ...(tls === undefined ? {} : { tls: tlsConfig(tls) }),
    ...(apiKey === undefined ? {} : { apiKey: apiKey.reveal() }),
  };
}

/** Name under which a process shows in the Temporal UI. Temporal's own default would tell process id and host name. */
export function identityOf(role: Role): string {
  return `edgewarden-${role}-${randomBytes(4).toString('hex')}`;
}

/** For a person who waits at a terminal; a server that is there answers at once. */
const CONNECT_TIMEOUT = '5s';

/**
 * A connected client. Closing its connection is the caller's part.
 *
 * @throws when the server cannot be reached
 */
export async function connectTemporal(
  settings: Pick<Settings, 'temporal' | 'encryption'>,
  role: Role,
): Promise<Client> {
  return new Client({
    connection: await Connection.connect({ ...connectionOptions(settings.temporal), connectTimeout: CONNECT_TIMEOUT }),
    namespace: settings.temporal.namespace,
    identity: identityOf(role),
    dataConverter: createDataConverter(settings.encryption.keys),
  });
}

/** Longest pause between two attempts to reach a server that was away. The library's own two minutes outlast the outage. */
const MAX_RECONNECT_PAUSE_MS = 5_000;

/**
 * A connection that opens at its first request, for a process that may start before Temporal does. It repeats no call: the
 * client's own repeats know neither deadline nor abort signal, and throw when the connection is closed under them.
 */
export function lazyConnection(temporal: TemporalSettings): Connection {
  return Connection.lazy({
    ...connectionOptions(temporal),
    interceptors: [],
    channelArgs: { 'grpc.max_reconnect_backoff_ms': MAX_RECONNECT_PAUSE_MS },
  });
}

/** Longest that a question about the server's health may take. */
const HEALTH_TIMEOUT_MS = 2_000;
/** `SERVING` of the gRPC health protocol, whose enumeration the client does not export. */
const SERVING: unknown = 1;

/** Whether the Temporal server answers, and says that it serves. */
export async function isServing(connection: Connection): Promise<boolean> {
  try {
    const { status } = await connection.withDeadline(Date.now() + HEALTH_TIMEOUT_MS, () =>
      connection.healthService.check({}),
    );
    return status === SERVING;
  } catch {
    return false;
  }
}

function tlsConfig({ serverName, serverCa, clientCertificate }: TemporalTls): TLSConfig {
  return {
    ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
    ...(serverCa === undefined ? {} : { serverRootCACertificate: serverCa }),
    ...(clientCertificate === undefined
      ? {}
      : { clientCertPair: { crt: clientCertificate.certificate, key: Buffer.from(clientCertificate.key.reveal()) } }),
  };
}
