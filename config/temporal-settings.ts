import { readFileSync } from 'node:fs';
import type { Problem } from './problem';
import { Secret } from './secret';
import { wrongHeaderValue } from './secret-checks';
import type { TemporalSettings, TemporalTls } from './settings';

/** The variables of Temporal's own tools that are understood here, each with what it says. */
export const TEMPORAL_VARIABLES = {
  TEMPORAL_ADDRESS: 'Host and port of the Temporal server. Default `localhost:7233`.',
  TEMPORAL_NAMESPACE: 'Namespace in which runs live. Default `default`.',
  TEMPORAL_API_KEY: 'API key, for Temporal Cloud. Switches TLS on. Secret.',
  TEMPORAL_TLS:
    '`true` or `false`: whether to speak TLS. On by default as soon as an API key or another TLS variable is set.',
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'PEM file of the authority that signed the certificate of the server.',
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'The same as text.',
  TEMPORAL_TLS_SERVER_NAME: 'Name that the certificate of the server must carry, when it is not the host name.',
  TEMPORAL_TLS_CLIENT_CERT_PATH: 'PEM file of the certificate with which this process introduces itself (mTLS).',
  TEMPORAL_TLS_CLIENT_CERT_DATA: 'The same as text.',
  TEMPORAL_TLS_CLIENT_KEY_PATH: 'PEM file of the private key that belongs to the certificate. Secret.',
  TEMPORAL_TLS_CLIENT_KEY_DATA: 'The same as text. Secret.',
} as const;

type Variable = keyof typeof TEMPORAL_VARIABLES;

/** The settings of the connection, what is wrong with them, and the secrets among them. */
export interface TemporalReading {
  readonly temporal: TemporalSettings;
  readonly problems: readonly Problem[];
  readonly secrets: readonly string[];
}

/** Reads the `TEMPORAL_*` variables. An empty variable counts as absent. */
export function readTemporalSettings(env: NodeJS.ProcessEnv): TemporalReading {
  const problems: Problem[] = [];
  const get = (name: Variable): string | undefined => env[name]?.trim() || undefined;

  if (env.TEMPORAL_TLS_DISABLE_HOST_VERIFICATION?.trim()) {
    problems.push({
      path: 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION',
      what: 'is not supported: a server that nobody checks can be anybody',
      remedy:
        'Unset it, and name the authority in TEMPORAL_TLS_SERVER_CA_CERT_PATH or the name in TEMPORAL_TLS_SERVER_NAME.',
    });
  }
  const address = get('TEMPORAL_ADDRESS') ?? 'localhost:7233';
  if (!/^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}$/.test(address)) {
    problems.push({
      path: 'TEMPORAL_ADDRESS',
      what: 'must be a host and a port, without http://',
      remedy: 'For example localhost:7233.',
    });
  }

  const apiKey = get('TEMPORAL_API_KEY');
  const wrong = apiKey === undefined ? undefined : wrongHeaderValue(apiKey);
  if (wrong !== undefined) {
    problems.push({ path: 'TEMPORAL_API_KEY', what: wrong, remedy: 'Correct its value. It is not printed.' });
  }
  const pem = (kind: 'SERVER_CA_CERT' | 'CLIENT_CERT' | 'CLIENT_KEY'): string | undefined => {
    const data = get(`TEMPORAL_TLS_${kind}_DATA`);
    const file = get(`TEMPORAL_TLS_${kind}_PATH`);
    if (data !== undefined || file === undefined) return data;
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
      problems.push({
        path: `TEMPORAL_TLS_${kind}_PATH`,
        what: `cannot be read (${code})`,
        remedy: 'Mount the file so that the user of this process can read it.',
      });
      return undefined;
    }
  };
  const [serverCa, certificate, key] = [pem('SERVER_CA_CERT'), pem('CLIENT_CERT'), pem('CLIENT_KEY')];
  if ((certificate === undefined) !== (key === undefined) && problems.length === 0) {
    problems.push({
      path: certificate === undefined ? 'TEMPORAL_TLS_CLIENT_CERT_PATH' : 'TEMPORAL_TLS_CLIENT_KEY_PATH',
      what: 'is missing: a client certificate and its key come together',
      remedy: 'Set both or neither.',
    });
  }

  const serverName = get('TEMPORAL_TLS_SERVER_NAME');
  const asked = get('TEMPORAL_TLS')?.toLowerCase();
  if (asked !== undefined && !['true', '1', 'false', '0'].includes(asked)) {
    problems.push({ path: 'TEMPORAL_TLS', what: 'must be true or false', remedy: TEMPORAL_VARIABLES.TEMPORAL_TLS });
  }
  const implied = [apiKey, serverCa, certificate, serverName].some((value) => value !== undefined);
  const wantsTls = asked === undefined ? implied : asked === 'true' || asked === '1';
  if (!wantsTls && apiKey !== undefined) {
    problems.push({
      path: 'TEMPORAL_TLS',
      what: 'is false although TEMPORAL_API_KEY is set: the key would travel in the clear',
      remedy: 'Unset TEMPORAL_TLS or TEMPORAL_API_KEY.',
    });
  }

  const tls: TemporalTls = {
    ...(serverName === undefined ? {} : { serverName }),
    ...(serverCa === undefined ? {} : { serverCa: Buffer.from(serverCa) }),
    ...(certificate === undefined || key === undefined
      ? {}
      : {
          clientCertificate: { certificate: Buffer.from(certificate), key: new Secret('TEMPORAL_TLS_CLIENT_KEY', key) },
        }),
  };
  return {
    temporal: {
      address,
      namespace: get('TEMPORAL_NAMESPACE') ?? 'default',
      ...(apiKey === undefined ? {} : { apiKey: new Secret('TEMPORAL_API_KEY', apiKey) }),
      ...(wantsTls ? { tls } : {}),
    },
    problems,
    secrets: [apiKey, key].filter((secret) => secret !== undefined),
  };
}
