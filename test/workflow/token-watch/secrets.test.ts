import { GROUP } from '../../../sandbox/story/permission-groups';
import { allow } from '../../../sandbox/story/policy';
import { startChildWorker, type ChildWorker } from '../../support/child-worker';
import { minutesBefore, tokenEvent } from '../../support/audit-records';
import { FaultyRig } from '../../support/faulty-rig';
import { storeError } from '../../support/store-proxy';
import {
  pendingActivityTraces,
  placesOf,
  storeTraces,
  temporalTraces,
  trackerTraces,
  type Trace,
} from '../../support/traces';

/** One secret for each place that somebody else writes to. */
const PLANTED = {
  requestField: 'EXAMPLE-planted-request-1aB2cD3eF4',
  responseValue: 'EXAMPLE-planted-response-2bC3dE4fG5',
  description: 'EXAMPLE-planted-description-3cD4eF5gH6',
  uriQuery: 'EXAMPLE-planted-query-4dE5fG6hI7',
  userAgent: 'EXAMPLE-planted-agent-5eF6gH7iJ8',
  eventTokenName: 'EXAMPLE-planted-event-name-6fG7hI8jK9',
  answeredTokenName: 'EXAMPLE-planted-answered-name-7gH8iJ9kL0',
  policyResource: 'EXAMPLE-planted-resource-8hI9jK0lM1',
  permissionName: 'EXAMPLE-planted-permission-9iJ0kL1mN2',
  accessPolicyName: 'EXAMPLE-planted-access-policy-0jK1lM2nO3',
  serviceTokenName: 'EXAMPLE-planted-service-token-1kL2mN3oP4',
  largeRequest: 'EXAMPLE-planted-large-2lM3nO4pQ5',
  cloudflareError: 'EXAMPLE-planted-cloudflare-error-3mN4oP5qR6',
  linearError: 'EXAMPLE-planted-linear-error-4nO5pQ6rS7',
  storeErrorText: 'EXAMPLE-planted-store-error-5oP6qR7sT8',
  unreadable: 'EXAMPLE-planted-unreadable-6pQ7rS8tU9',
} as const;

/** No secrets: what an auditor needs to read. */
const NAME = 'ledger-export-c7f3';
const ENCODED = 'quarterly figures 9b1d';

const SERVICE_TOKEN = 'f174e90a-fafe-4643-bbbc-4a0ed4fc8415';
const bearer = (secret: string) => `Bearer ${secret}`;

let faulty: FaultyRig;
let worker: ChildWorker;
let credentials: Readonly<Record<string, string>>;
const lines: string[] = [];
const traces: Trace[] = [];

beforeAll(async () => {
  faulty = await FaultyRig.start({ worker: 'none' });
  const { RIG_S3_SECRET, RIG_LINEAR, RIG_CLOUDFLARE } = faulty.rig.env;
  credentials = { RIG_S3_SECRET: RIG_S3_SECRET!, RIG_LINEAR: RIG_LINEAR!, RIG_CLOUDFLARE: RIG_CLOUDFLARE! };
  worker = await startChildWorker(faulty.rig, { onLine: (line) => lines.push(line) });
  plantEvents();
  await passingTroubles();
  await finalTroubles();
  await rejections();
  traces.push(...(await storeTraces(faulty.rig)), ...trackerTraces(faulty.rig), ...(await temporalTraces(faulty.rig)));
  traces.push(...lines.map((text) => ({ where: 'log', text })));
}, 120_000);

afterAll(async () => {
  await worker.stop();
  await faulty.close();
}, 60_000);

describe('after a day with secrets in every text and trouble on every side', () => {
  it.each(Object.entries(PLANTED))('nothing that is left behind holds the secret in %s', (_where, secret) => {
    expect(placesOf(secret, traces)).toEqual([]);
  });

  it.each(['RIG_S3_SECRET', 'RIG_LINEAR', 'RIG_CLOUDFLARE'])('nothing that is left behind holds %s', (name) => {
    expect(placesOf(credentials[name]!, traces)).toEqual([]);
  });

  it('the same search finds the name of a token wherever it belongs', () => {
    expect(placesOf(NAME, traces)).toEqual(
      expect.arrayContaining([
        'history: activityTaskCompleted',
        'history: activityTaskScheduled',
        'store: audit',
        'store: judged',
        'tracker: ticket',
      ]),
    );
    expect(placesOf(ENCODED, traces)).toContain('store: audit');
  });

  it('the same search finds what failures and log lines say', () => {
    expect(placesOf('Cloudflare has a fault', traces)).toEqual(
      expect.arrayContaining(['log', 'pending activity: failure']),
    );
    expect(placesOf('Linear refuses the request', traces)).toContain('history: activityTaskCompleted');
    expect(placesOf('the store denies access', traces)).toEqual(
      expect.arrayContaining(['history: activityTaskFailed', 'history: workflowExecutionFailed', 'log']),
    );
    expect(placesOf('archive 1', traces)).toEqual(expect.arrayContaining(['history: activityTaskScheduled']));
    expect(placesOf('| scanned | known |', traces)).toEqual(['details']);
    expect(placesOf('Token watch of acme', traces)).toContain('history: workflowExecutionStarted');
    expect(
      placesOf(
        'pending activity',
        traces.map(({ where }) => ({ where, text: where })),
      ),
    ).toEqual(expect.arrayContaining(['pending activity: failure', 'pending activity: heartbeat']));
  });
});

function plantEvents(): void {
  const { control, rig } = faulty;
  const time = minutesBefore(Date.now(), 600);
  const policies = [
    allow([{ ...GROUP.dnsWrite, name: bearer(PLANTED.permissionName) }], {
      [`com.example.${bearer(PLANTED.policyResource)}`]: '*',
    }),
  ];
  const token = faulty.flagged('other', {
    time,
    policies,
    body: { name: `deploy ${bearer(PLANTED.answeredTokenName)}` },
  });
  const sent = tokenEvent({
    accountId: rig.accountId,
    id: 'planted',
    token,
    time,
    request: {
      name: NAME,
      note: Buffer.from(ENCODED).toString('base64'),
      client_secret: PLANTED.requestField,
      policies,
    },
  });
  const { action, raw, resource, actor } = sent.record as Record<'action' | 'raw' | 'resource' | 'actor', object>;
  control.addEvent({
    ...sent,
    record: {
      ...sent.record,
      action: { ...action, description: `made with ${bearer(PLANTED.description)}` },
      actor: { ...actor, token_name: `pipeline ${bearer(PLANTED.eventTokenName)}` },
      raw: {
        ...raw,
        uri: `/accounts/${rig.accountId}/tokens?api_token=${PLANTED.uriQuery}`,
        user_agent: bearer(PLANTED.userAgent),
      },
      resource: { ...resource, response: { id: token, value: PLANTED.responseValue } },
    },
  });
  faulty.flagged('large', { time, request: { note: 'x'.repeat(70_000), secret: PLANTED.largeRequest } });
  control.addEvent({
    accountId: rig.accountId,
    time,
    record: { id: 42, action: { time }, raw: { method: 7, uri: `/user/tokens?token=${PLANTED.unreadable}` } },
  });
  control.addServiceToken({
    id: SERVICE_TOKEN,
    accountId: rig.accountId,
    body: { name: bearer(PLANTED.serviceTokenName) },
  });
  control.addAccessPolicy({
    accountId: rig.accountId,
    body: {
      id: 'policy-1',
      name: `Staff ${bearer(PLANTED.accessPolicyName)}`,
      decision: 'non_identity',
      include: [{ any_valid_service_token: {} }],
    },
  });
  control.addEvent({
    accountId: rig.accountId,
    record: {
      id: 'service',
      action: { type: 'create', result: 'success', time },
      actor: { id: 'u1', type: 'user', email: 'alice@example.com' },
      raw: {
        method: 'POST',
        uri: `/accounts/${rig.accountId}/access/service_tokens`,
        status_code: 200,
        cf_ray_id: 'ray-s',
      },
      resource: { id: SERVICE_TOKEN, response: { id: SERVICE_TOKEN, client_secret: PLANTED.responseValue } },
    },
  });
}

const cloudflareError = {
  status: 500,
  body: { success: false, errors: [{ code: 10_000, message: PLANTED.cloudflareError }] },
};

/** Each provider fails once with a secret in its answer, and one token cannot be read at all. */
async function passingTroubles(): Promise<void> {
  const { control, store, rig } = faulty;
  const hopeless = faulty.flagged('hopeless');
  const linearError = {
    errors: [{ message: `internal error ${PLANTED.linearError}`, extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  };
  control.addFault({ provider: 'cloudflare', path: '/logs/audit', kind: cloudflareError });
  control.addFault({ provider: 'cloudflare', path: hopeless, times: 'always', kind: cloudflareError });
  control.addFault({ provider: 'linear', operation: 'issueCreate', kind: { status: 500, body: linearError } });
  store.addFault({
    method: 'PUT',
    key: /^audit\//,
    kind: { status: 500, body: storeError('InternalError', PLANTED.storeErrorText) },
  });
  const run = { isOver: false };
  const watching = faulty.watch().finally(() => {
    run.isOver = true;
  });
  while (!run.isOver) traces.push(...(await pendingActivityTraces(rig)));
  expect(await watching).toMatchObject({ outcome: 'attention', pending: [{ id: 'hopeless' }] });
  faulty.clearFaults();
}

/** The tracker refuses a ticket for good. */
async function finalTroubles(): Promise<void> {
  const body = {
    errors: [
      {
        message: `Invalid input ${PLANTED.linearError}`,
        extensions: { code: 'INPUT_ERROR', userPresentableMessage: PLANTED.linearError },
      },
    ],
  };
  faulty.flagged('refused');
  faulty.control.addFault({
    provider: 'linear',
    operation: 'issueCreate',
    times: 'always',
    kind: { status: 400, body },
  });
  expect((await faulty.watch()).pending).not.toEqual([]);
  faulty.clearFaults();
}

/** Runs that fail because a credential is not accepted. */
async function rejections(): Promise<void> {
  const { control, store } = faulty;
  control.addFault({ provider: 'cloudflare', kind: { status: 401, body: cloudflareError.body } });
  await faulty.failedWatch();
  const time = new Date().toISOString();
  faulty.flagged('late', { time });
  store.addFault({
    method: 'PUT',
    key: /^audit\//,
    kind: { status: 403, body: storeError('AccessDenied', PLANTED.storeErrorText) },
  });
  await faulty.failedWatch();
  control.addFault({ provider: 'linear', kind: { status: 401, body: { errors: [{ message: PLANTED.linearError }] } } });
  await faulty.failedWatch();
  faulty.clearFaults();
}
