import { ApplicationFailure } from '@temporalio/common';
import { runInNewContext } from 'node:vm';
import { createLogger, temporalLogger } from '../../../config/logger';
import { Secret } from '../../../config/secret';
import { FailureType } from '../../../domain/failure-type';

const PLANTED = ['planted-token-"quoted"-1f', 'planted/secret+with=signs 2e', 'planted-part', 'planted-part-and-more'];

function logged(
  write: (logger: ReturnType<typeof createLogger>) => void,
): Record<string, unknown> & { readonly line: string } {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ level: 'debug', secrets: PLANTED, destination }));
  const line = lines.join('');
  return { ...(JSON.parse(line) as Record<string, unknown>), line };
}

describe('a log line', () => {
  it('is one JSON object with ISO time, level by name and message, and nothing about the machine', () => {
    const { line, ...fields } = logged((logger) => logger.info({ account: 'acme', scanned: 12 }, 'run finished'));

    expect(fields).toEqual({
      level: 'info',
      time: expect.any(String) as string,
      account: 'acme',
      scanned: 12,
      msg: 'run finished',
    });
    expect(fields.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(line.endsWith('}\n')).toBe(true);
  });

  it('says the message that belongs there, however much is masked around it', () => {
    const { line } = logged((logger) =>
      logger.info({ archiveKey: 'audit/v2/control', password: 'x' }, `control ${PLANTED[0]!}`),
    );

    expect(line).toContain('audit/v2/control');
    expect(line).toContain('control ***');
  });
});

describe('a secret of this process is masked', () => {
  it.each(PLANTED.flatMap((secret) => [secret, encodeURIComponent(secret)]))('wherever it stands: %s', (secret) => {
    const ways = [
      logged((logger) => logger.info(`in a message: ${secret}.`)),
      logged((logger) => logger.info('as an argument: %s %j', secret, { deep: [secret] })),
      logged((logger) => logger.info({ note: secret, nested: { list: [{ secret }, secret] } }, 'in fields')),
      logged((logger) => logger.info({ [secret]: 1 }, 'as a name')),
      logged((logger) => logger.child({ note: secret }).info('in a child')),
      logged((logger) => logger.error(new Error(`in an error: ${secret}`))),
      logged((logger) => logger.error({ err: new Error(`beside a message: ${secret}`) }, 'failed')),
      logged((logger) =>
        logger.error({ error: new Error('x', { cause: new Error(`in a cause: ${secret}`) }) }, 'failed'),
      ),
      logged((logger) =>
        temporalLogger(logger).warn(`from the SDK: ${secret}`, { error: new Error(secret), attempt: secret }),
      ),
      logged((logger) =>
        logger.info({ secret: new Secret('a', secret), held: new Secret('b', secret) }, 'as a secret'),
      ),
    ];

    for (const { line } of ways) {
      expect(line).not.toContain(secret);
      expect(line).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(line).not.toContain('and-more');
    }
  });

  it('but a short value is not: it would blot out ordinary words', () => {
    const lines: string[] = [];
    createLogger({ level: 'info', secrets: ['demo'], destination: { write: (line) => void lines.push(line) } }).info(
      'demo started',
    );

    expect(lines.join('')).toContain('demo started');
  });
});

describe('an unknown secret is masked', () => {
  it.each(['authorization', 'Authorization', 'api_key', 'client-secret', 'token', 'privateKey', 'set-cookie'])(
    'by the name of its field: %s',
    (name) => {
      const { line } = logged((logger) => logger.info({ request: { [name]: 'unknown-value' } }, 'called'));

      expect(line).not.toContain('unknown-value');
    },
  );

  it.each([
    ['a bearer string', 'Authorization: Bearer abc.def-ghi_jkl=='],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nabc.def-ghi_jkl==\n-----END RSA PRIVATE KEY-----'],
    ['a private key that was cut off', 'see -----BEGIN PRIVATE KEY-----\nabc.def-ghi_jkl==\nMII'],
    ['credentials in a URI', 'postgres://user:abc.def-ghi_jkl==@host/db'],
  ])('by its looks: %s', (_, text) => {
    const { line, msg } = logged((logger) => logger.info({ note: text, after: 'still there' }, text));

    expect(line).not.toContain('abc.def');
    expect(line).toContain('still there');
    expect(msg).toBeDefined();
  });
});

describe('an error in a log line', () => {
  it('keeps name, type, message, places and causes of a failure of ours', () => {
    const failure = ApplicationFailure.nonRetryable('linear: HTTP 401. Set linear.apiKey.', FailureType.AuthRejected, {
      provider: 'linear',
    });

    const { err } = logged((logger) => logger.error({ err: failure }, 'failed')) as unknown as {
      err: Record<string, unknown>;
    };

    expect(err).toMatchObject({
      name: 'ApplicationFailure',
      type: 'AuthRejected',
      message: 'linear: HTTP 401. Set linear.apiKey.',
    });
    expect(err.stack).toMatch(/^at /);
  });

  it.each([
    ['quoted by an SDK in its message', new Error('400 {"result":{"value":"BODY"}}')],
    ['quoted by the JSON parser', jsonError('BODY is here')],
    ['as a page', new Error('502 <html>BODY</html>')],
    ['on a second line', new Error('failed\nBODY')],
    [
      'in a field of the error',
      Object.assign(new Error('failed'), { response: { data: 'BODY' }, query: 'BODY', $response: 'BODY' }),
    ],
    ['in the message of a failure that is not ours', ApplicationFailure.retryable('400 {"value":"BODY"}', 'TypeError')],
    ['in the details of a failure', ApplicationFailure.retryable('failed', 'Unavailable', 'BODY')],
    ['in what was thrown instead of an error', Object.assign(new Error('x'), { cause: 'BODY' })],
    [
      'by an error of another realm, as workflow code logs it',
      runInNewContext("Object.assign(new Error('x {BODY}'), { data: 'BODY' })") as Error,
    ],
  ])('never prints a body: %s', (_, error) => {
    const ways = [
      logged((logger) => logger.error(error)),
      logged((logger) => logger.error({ err: error })),
      logged((logger) => logger.error({ error }, 'failed')),
      logged((logger) => logger.error('failed: %o', error)),
      logged((logger) => temporalLogger(logger).error('Activity failed', { error })),
    ];

    for (const { line } of ways) expect(line).not.toContain('BODY');
  });

  it('keeps the beginning of a foreign message, so that it can still be found', () => {
    const { err } = logged((logger) =>
      logger.error(new Error('connect ECONNREFUSED 127.0.0.1:1 {"a":1}')),
    ) as unknown as { err: { message: string } };

    expect(err.message).toBe('connect ECONNREFUSED 127.0.0.1:1 [cut]');
  });

  it('names the code of a system error', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

    expect(logged((logger) => logger.error(error)).err).toMatchObject({ type: 'ECONNREFUSED' });
  });
});

describe('the logger for Temporal', () => {
  it('writes at the level that the SDK names, with its fields', () => {
    const { level, msg, workflowId } = logged((logger) =>
      temporalLogger(logger).log('WARN', 'slow', { workflowId: 'w', taskToken: Buffer.from('x') }),
    );

    expect({ level, msg, workflowId }).toEqual({ level: 'warn', msg: 'slow', workflowId: 'w' });
  });

  it('says nothing below the level of the settings', () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: 'warn',
      secrets: [],
      destination: { write: (line) => void lines.push(line) },
    });

    temporalLogger(logger).info('quiet');

    expect(lines).toEqual([]);
  });
});

function jsonError(text: string): Error {
  try {
    JSON.parse(text);
  } catch (error) {
    return error as Error;
  }
  throw new Error('parsed');
}
