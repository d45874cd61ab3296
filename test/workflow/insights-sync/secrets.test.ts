import { STORY_SETTING } from '../../../sandbox/story/setting';
import { startChildWorker, type ChildWorker } from '../../support/child-worker';
import { insight, insightId } from '../../support/insight-records';
import { InsightsRig } from '../../support/insights-rig';
import { placesOf, storeTraces, temporalTraces, trackerTraces, type Trace } from '../../support/traces';

/** One secret for each place that somebody else writes to. */
const PLANTED = {
  resolveText: 'EXAMPLE-planted-resolve-text-1aB2cD3eF4gH',
  resolveLink: 'EXAMPLE-planted-resolve-link-2bC3dE4fG5hI',
  subject: 'EXAMPLE-planted-subject-3cD4eF5gH6iJ7kL',
  payload: 'EXAMPLE-planted-payload-4dE5fG6hI7jK8lM',
  unknownMember: 'EXAMPLE-planted-member-5eF6gH7iJ8kL9mN',
  changedMember: 'EXAMPLE-planted-before-6fG7hI8jK9lM0nO',
  answer: 'EXAMPLE-planted-answer-7gH8iJ9kL0mN1oP',
} as const;
/** No secret: what a reader of the records needs. */
const HOST = 'vault-4c1d.example.com';
/** Tries to be more than text wherever it is printed. */
const HOSTILE = '![x](https://evil.example/p.png) # Approved\n- [x] done \u202Egpj <img src=x onerror=alert(1)> @alice';

const bearer = (secret: string): string => `curl -H "Authorization: Bearer ${secret}"`;

let rig: InsightsRig;
let worker: ChildWorker;
const traces: Trace[] = [];

beforeAll(async () => {
  const tickets = { team: STORY_SETTING.linear.teamKey, labels: [], minSeverity: 'critical' };
  rig = await InsightsRig.start({ worker: 'none', insightsSync: { tickets } });
  worker = await startChildWorker(rig, { onLine: (text) => traces.push({ where: 'log', text }) });
  rig.add(insight({ id: insightId(0), resolve_text: bearer(PLANTED.changedMember) }));
  await rig.sync();

  rig.sandbox.control.setInsight(insightId(0), { resolve_text: 'Rotate it.' });
  rig.add(
    insight({
      id: insightId(1),
      severity: 'Critical',
      subject: HOST,
      issue_class: HOSTILE,
      resolve_text: `${HOSTILE} ${bearer(PLANTED.resolveText)}`,
      resolve_link: `https://dash.cloudflare.com/?api_token=${PLANTED.resolveLink}`,
      payload: { zone_tag: 'x', client_secret: PLANTED.payload },
      something_new: { note: bearer(PLANTED.unknownMember) },
    }),
    insight({ id: insightId(2), severity: 'Critical', subject: bearer(PLANTED.subject) }),
  );
  await rig.syncNow();
  await refused();
  traces.push(...(await storeTraces(rig)), ...trackerTraces(rig), ...(await temporalTraces(rig)));
}, 120_000);

afterAll(async () => {
  await worker.stop();
  await rig.close();
}, 60_000);

/** A run that fails because its token is not accepted, with a secret in the refusal. */
async function refused(): Promise<void> {
  const body = { success: false, errors: [{ code: 10_000, message: PLANTED.answer }] };
  rig.sandbox.control.addFault({ provider: 'cloudflare', kind: { status: 401, body }, times: 'always' });
  await rig.syncNow().catch(() => undefined);
  rig.sandbox.control.clearFaults();
}

describe('after syncs with secrets in every text of an insight', () => {
  it.each(Object.entries(PLANTED))('nothing that is left behind holds the secret in %s', (_where, secret) => {
    expect(placesOf(secret, traces)).toEqual([]);
  });

  it.each(['RIG_S3_SECRET', 'RIG_LINEAR', 'RIG_CLOUDFLARE'])('nothing that is left behind holds %s', (name) => {
    expect(placesOf(rig.env[name]!, traces)).toEqual([]);
  });

  it('the same search finds the host of an insight where it belongs, and nowhere in Temporal or the log', () => {
    expect(placesOf(HOST, traces)).toEqual([
      'store: insights/inventory',
      'store: insights/records',
      'store: staging',
      'store: staging/insights',
      'tracker: ticket',
    ]);
  });

  it('the same search finds what failures, details and log lines say', () => {
    expect(placesOf('Allowance of', traces)).toEqual(['details']);
    expect(placesOf('listing insights', traces)).toEqual(
      expect.arrayContaining(['history: activityTaskFailed', 'log']),
    );
  });

  it('no address of a stranger is left in a ticket that anything would take for a link', () => {
    const descriptions = rig.sandbox.control.issues().map(({ description }) => description);
    expect(descriptions).toHaveLength(2);
    for (const description of descriptions) expect(description).not.toMatch(/https:\/\/evil\.example|\u202E/);
  });
});
