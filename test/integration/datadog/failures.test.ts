import { createDatadogRig, event, many, type DatadogRig } from './datadog-rig';
import type { InvestigationRigOptions } from '../archive/investigation-rig';

let rig: DatadogRig;
beforeEach(async () => {
  rig = await createDatadogRig();
});
afterEach(() => rig.close());

const reopen = async (options: InvestigationRigOptions) => {
  await rig.close();
  rig = await createDatadogRig(options);
};
const thrown = () => rig.read().catch((error: unknown) => error);

describe('a refusal', () => {
  it.each([
    [400, 'Refused', 'look up the status'],
    [401, 'AuthRejected', 'datadog.applicationKey'],
    [403, 'AuthRejected', 'audit_logs_read'],
    [404, 'Misconfigured', 'datadog.baseUrl'],
  ])('of HTTP %i is %s, names the remedy and is not repeated', async (status, type, remedy) => {
    const body = { errors: ['planted-secret-0123456789'] };
    rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind: { status, body } });

    const error = await thrown();

    expect(error).toMatchObject({ type, nonRetryable: true, message: expect.stringContaining(remedy) as string });
    expect(JSON.stringify(error)).not.toContain('planted-secret');
    expect(rig.searches()).toHaveLength(1);
  });

  it.each([
    'drop',
    'lost-answer',
    { status: 500 },
    { status: 503 },
    // Every answer names when its limit is renewed: that is no request for a pause.
    { status: 503, headers: { 'x-ratelimit-reset': '120' } },
  ] as const)('that may pass (%j) is tried three times and then Unavailable', async (kind) => {
    rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind });
    await expect(rig.read()).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
    expect(rig.sandbox.control.requests({ provider: 'datadog' })).toHaveLength(3);
  });

  it('for too many requests is waited out as long as Datadog says', async () => {
    rig.add(event('e1', 1));
    rig.sandbox.control.datadog.setApi({ requests: 1, periodS: 1 });
    expect(await rig.read()).toMatchObject({ state: 'complete', events: 1 });
  });

  it.each([
    ['too many requests', { status: 429, headers: { 'x-ratelimit-reset': '120' } }, 120_000],
    ['too many requests, in the way of others', { status: 429, headers: { 'retry-after': '90' } }, 90_000],
    ['a pause', { status: 503, headers: { 'retry-after': '120' } }, 120_000],
    ['a pause beyond measure', { status: 503, headers: { 'retry-after': '86400' } }, 300_000],
  ])('for %s that outlasts the time is left to a later attempt', async (_, kind, nextRetryDelay) => {
    rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind });
    await expect(rig.read()).rejects.toMatchObject({ type: 'RateLimited', nextRetryDelay });
    expect(rig.searches()).toHaveLength(1);
  });
});

describe('the time for reading', () => {
  const SLOW = [['headers', { delayMs: 1_900 }] as const, ['the rest of a body', 'stalled-body'] as const];

  it.each(SLOW)('ends a walk that waits for %s, with what it has', async (_, kind) => {
    await reopen({ budgetMs: 1_000 });
    rig.add(...many(1_100, () => 1));
    rig.sandbox.control.addFault({ provider: 'datadog', body: '"cursor"', times: 'always', kind });

    const reading = await rig.read();

    expect(reading).toMatchObject({ state: 'partial', events: 1_000 });
    expect(reading.note).toContain('time for reading was over');
  });

  it.each(SLOW)(
    'that is over before the first page came, waiting for %s, is a failure that may pass',
    async (_, kind) => {
      await reopen({ budgetMs: 200 });
      rig.sandbox.control.addFault({ provider: 'datadog', times: 'always', kind });

      await expect(rig.read()).rejects.toMatchObject({
        type: 'Unavailable',
        nonRetryable: false,
        message: expect.stringMatching(/^datadog: no answer within 0\.2 s\. Check /) as string,
      });
    },
  );
});
