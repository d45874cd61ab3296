import { writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { connectionOptions, identityOf } from '../../../config/temporal';
import { readTemporalSettings } from '../../../config/temporal-settings';
import { temporaryDirectory } from '../../support/temporary-directory';

const optionsWith = (env: NodeJS.ProcessEnv) => {
  const { temporal, problems } = readTemporalSettings(env);
  expect(problems).toEqual([]);
  return connectionOptions(temporal);
};
const pathsWith = (env: NodeJS.ProcessEnv): string[] => readTemporalSettings(env).problems.map(({ path }) => path);

describe('the connection to Temporal', () => {
  it('goes to this machine in the clear when nothing is set', () => {
    expect(optionsWith({})).toEqual({ address: 'localhost:7233' });
    expect(readTemporalSettings({}).temporal.namespace).toBe('default');
  });

  it('takes an empty variable for none, as compose files set them', () => {
    expect(optionsWith({ TEMPORAL_API_KEY: '', TEMPORAL_TLS: '', TEMPORAL_ADDRESS: ' ' })).toEqual({
      address: 'localhost:7233',
    });
  });

  it('speaks TLS as soon as there is an API key', () => {
    expect(optionsWith({ TEMPORAL_ADDRESS: 'eu.api.temporal.io:7233', TEMPORAL_API_KEY: 'key-1' })).toEqual({
      address: 'eu.api.temporal.io:7233',
      apiKey: 'key-1',
      tls: {},
    });
  });

  it('keeps an API key off an unprotected connection', () => {
    expect(pathsWith({ TEMPORAL_API_KEY: 'key-1', TEMPORAL_TLS: 'false' })).toEqual(['TEMPORAL_TLS']);
  });

  it('refuses an API key that no header can carry, without a part of it', () => {
    const { problems } = readTemporalSettings({ TEMPORAL_API_KEY: 'first-line\nsecond-line' });

    expect(problems.map(({ path }) => path)).toEqual(['TEMPORAL_API_KEY']);
    expect(JSON.stringify(problems)).not.toContain('first-line');
  });

  it('introduces itself with certificate and key from files', () => {
    const folder = temporaryDirectory();
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, name), `PEM of ${name}`);

    const { tls } = optionsWith({
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca'),
      TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'cert'),
      TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, 'key'),
      TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
    });

    expect(tls).toEqual({
      serverNameOverride: 'temporal.internal',
      serverRootCACertificate: Buffer.from('PEM of ca'),
      clientCertPair: { crt: Buffer.from('PEM of cert'), key: Buffer.from('PEM of key') },
    });
  });

  it('gives key and API key to the redaction of logs', () => {
    const { secrets } = readTemporalSettings({
      TEMPORAL_API_KEY: 'key-1',
      TEMPORAL_TLS_CLIENT_CERT_DATA: 'cert',
      TEMPORAL_TLS_CLIENT_KEY_DATA: 'private',
    });

    expect(secrets).toEqual(['key-1', 'private']);
  });

  it.each([
    ['an address with a scheme', { TEMPORAL_ADDRESS: 'https://here:7233' }, ['TEMPORAL_ADDRESS']],
    ['an address without a port', { TEMPORAL_ADDRESS: 'here' }, ['TEMPORAL_ADDRESS']],
    ['half a certificate', { TEMPORAL_TLS_CLIENT_CERT_DATA: 'cert' }, ['TEMPORAL_TLS_CLIENT_KEY_PATH']],
    [
      'a file that is not there',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere' },
      ['TEMPORAL_TLS_SERVER_CA_CERT_PATH'],
    ],
    ['a word that is neither true nor false', { TEMPORAL_TLS: 'on' }, ['TEMPORAL_TLS']],
    [
      'verification switched off',
      { TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'true' },
      ['TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'],
    ],
  ])('is refused with %s', (_, env, paths) => expect(pathsWith(env)).toEqual(paths));

  it('shows in the UI under a name that tells neither user nor host', () => {
    const identity = identityOf('worker');

    expect(identity).toMatch(/^edgewarden-worker-[0-9a-f]{8}$/);
    expect(identity).not.toContain(hostname());
    expect(identity).not.toContain(userInfo().username);
    expect(identityOf('worker')).not.toBe(identity);
  });
});
