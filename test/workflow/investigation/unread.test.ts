import { randomUUID } from 'node:crypto';
import type { FaultKind } from '../../../sandbox/http/faults';
import { investigationWorkflowId } from '../../../workflows/ids';
import { InvestigationsRig, type ApiAnswer } from '../../support/investigations-rig';

let rig: InvestigationsRig;
let id: string;
beforeEach(async () => {
  id = `msg_${randomUUID()}`;
  rig = await InvestigationsRig.start();
}, 60_000);
afterEach(() => rig.close(), 60_000);

const anomaly = (actor: object = { email: 'nobody@example.com' }) => ({
  actor,
  action: 'token_create',
  timestamp: new Date(Date.now() - 60_000).toISOString(),
});

function failing(kind: FaultKind, ...providers: readonly ('cloudflare' | 'datadog')[]): void {
  for (const provider of providers) rig.sandbox.control.addFault({ provider, kind, times: 'always' });
}

const handleOf = ({ body }: ApiAnswer) =>
  rig.client.workflow.getHandle(investigationWorkflowId(String(body['id'] ?? body['investigation'])));
const stateOf = async (answer: ApiAnswer) => (await handleOf(answer).describe()).status.name;
const viewOf = async ({ body }: ApiAnswer) =>
  (await rig.ask(`/investigations/${String(body['id'] ?? body['investigation'])}`)).body;

/** As soon as it says that it waits. */
async function waits(answer: ApiAnswer): Promise<Record<string, unknown>> {
  for (;;) {
    const view = await viewOf(answer);
    if (view['failure'] !== null) return view;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function nothingIsPublished(): Promise<void> {
  expect(rig.reports).toEqual([]);
  expect(await rig.keys('evidence/')).toEqual([]);
  expect(await rig.keys('assessment/')).toEqual([]);
}

describe('an investigation to which no source gives anything', () => {
  it('says so to who waits, says when it tries again, and tries at once when the same is delivered again', async () => {
    const report = anomaly();
    failing({ status: 503 }, 'cloudflare', 'datadog');

    const failed = await rig.post(report, { id, wait: 60 });

    expect(failed).toMatchObject({ status: 502, body: { code: 'investigation_failed' } });
    expect(failed.body['detail']).toMatch(
      /^No source could be read\. cloudflare: .*\. datadog: .*\. It is tried again at 20/,
    );
    expect(await viewOf(failed)).toMatchObject({
      state: 'gathering',
      failure: expect.stringMatching(/^No source could be read\..* It is tried again at 20\d\d-/) as unknown,
    });
    await nothingIsPublished();

    rig.sandbox.control.clearFaults();
    const again = await rig.post(report, { id });
    expect(again).toMatchObject({ status: 200, body: { verdict: 'inconclusive', missing: [] } });
    expect(rig.reports).toHaveLength(1);
  });

  it('is tried again by itself, for the sender that was told "accepted" and does not come back', async () => {
    failing({ status: 503 }, 'cloudflare', 'datadog');
    const accepted = await rig.post(anomaly(), { id, wait: 0 });
    expect(accepted.status).toBe(202);
    await waits(accepted);

    rig.sandbox.control.clearFaults();

    expect(await handleOf(accepted).result()).toMatchObject({ state: 'published', missing: [] });
    expect(rig.reports).toHaveLength(1);
  }, 150_000);

  it('is tried again although its sender had waited for a while, and was told "accepted" before the sources were given up', async () => {
    failing({ status: 503 }, 'cloudflare', 'datadog');
    const accepted = await rig.post(anomaly(), { id, wait: 1 });
    expect(accepted.status).toBe(202);

    await waits(accepted);

    expect(await stateOf(accepted)).toBe('RUNNING');
    await handleOf(accepted).terminate('the test has seen enough');
  });

  it('fails for good after its fifth try, and the same delivery starts it again', async () => {
    const report = anomaly();
    failing({ status: 503 }, 'cloudflare', 'datadog');
    for (let tries = 1; tries <= 4; tries += 1) {
      const answer = await rig.post(report, { id, wait: 60 });
      expect([answer.status, await stateOf(answer)]).toEqual([502, 'RUNNING']);
    }

    const last = await rig.post(report, { id, wait: 60 });

    expect([last.status, await stateOf(last)]).toEqual([502, 'FAILED']);
    expect(last.body['detail']).toMatch(/That was the last try\./);
    expect((await viewOf(last))['failure']).toMatch(/^No source could be read\. cloudflare: .* datadog: /);
    await nothingIsPublished();
    rig.sandbox.control.clearFaults();
    expect(await rig.post(report, { id })).toMatchObject({ status: 200 });
  }, 120_000);

  it('for lack of permissions fails at once and names the remedy of each', async () => {
    failing({ status: 403 }, 'cloudflare');
    rig.sandbox.control.datadog.setApi({ permitted: false });

    const answer = await rig.post(anomaly(), { id, wait: 60 });

    expect([answer.status, await stateOf(answer)]).toEqual([502, 'FAILED']);
    expect(answer.body['detail']).toMatch(/cloudflare: .*permission.* datadog: .*datadog\.apiKey/);
    await nothingIsPublished();
  });

  it.each<[string, object | undefined, () => void]>([
    [
      'the only one that can be searched is away',
      { tokenId: 'f'.repeat(32) },
      () => failing({ status: 503 }, 'cloudflare'),
    ],
    [
      'one is away and the other one refuses',
      undefined,
      () => {
        failing({ status: 503 }, 'cloudflare');
        rig.sandbox.control.datadog.setApi({ permitted: false });
      },
    ],
    ['both answer with a web page', undefined, () => failing('html', 'cloudflare', 'datadog')],
  ])('publishes nothing where %s, and waits', async (_case, actor, breaks) => {
    breaks();

    const answer = await rig.post(anomaly(actor), { id, wait: 60 });

    expect([answer.status, await stateOf(answer)]).toEqual([502, 'RUNNING']);
    expect(answer.body['detail']).toMatch(/It is tried again at/);
    await nothingIsPublished();
    await handleOf(answer).terminate('the test has seen enough');
  });

  it('publishes nothing where both begin to answer and never end', async () => {
    failing('stalled-body', 'cloudflare', 'datadog');
    const accepted = await rig.post(anomaly(), { id, wait: 0 });

    expect((await waits(accepted))['failure']).toMatch(/cloudflare: no answer within .* datadog: no answer within /);

    await nothingIsPublished();
    await handleOf(accepted).terminate('the test has seen enough');
  }, 90_000);
});

it('an investigation that one source refuses is published with what the other one has, and names the remedy', async () => {
  failing({ status: 403 }, 'cloudflare');

  const answer = await rig.post(anomaly(), { id, wait: 60 });

  expect(answer).toMatchObject({ status: 200, body: { verdict: 'inconclusive' } });
  expect(answer.body['missing']).toContainEqual(expect.stringMatching(/cloudflare: .*permission/));
});
