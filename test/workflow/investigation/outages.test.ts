import { randomUUID } from 'node:crypto';
import { InvestigationsRig } from '../../support/investigations-rig';
import { investigationWorkflowId } from '../../../workflows/ids';

let rig: InvestigationsRig;
let id: string;
beforeEach(async () => {
  id = `msg_${randomUUID()}`;
  rig = await InvestigationsRig.start();
}, 60_000);
afterEach(() => rig.close(), 60_000);

const anomaly = () => ({
  actor: { email: 'nobody@example.com' },
  action: 'token_create',
  timestamp: new Date(Date.now() - 60_000).toISOString(),
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function runsOf(investigation: unknown): Promise<string[]> {
  const query = `WorkflowId = '${investigationWorkflowId(String(investigation))}'`;
  const statuses: string[] = [];
  for await (const { status } of rig.client.workflow.list({ query })) statuses.push(status.name);
  return statuses.sort();
}

describe('an investigation', () => {
  it('goes on while the API is replaced, and the same delivery to the next one gets the report', async () => {
    const report = anomaly();
    const fault = { provider: 'confluence', kind: { status: 503 }, times: 'always' } as const;
    rig.sandbox.control.addFault(fault);
    const waiting = rig.post(report, { id, wait: 60 });
    await until(() => rig.sandbox.control.requests({ provider: 'confluence' }).length > 0);
    expect(await rig.waiting()).toBe(1);

    await rig.restartApi();
    const accepted = await waiting;
    rig.sandbox.control.clearFaults();
    const again = await rig.post(report, { id });

    expect(accepted.status).toBe(202);
    expect(again).toMatchObject({ status: 200, body: { id: accepted.body['id'], verdict: 'inconclusive' } });
    expect(rig.reports).toHaveLength(1);
    expect(await runsOf(accepted.body['id'])).toEqual(['COMPLETED']);
  });

  it('that Temporal could not take is refused with a time to come back, and is whole when it is delivered again', async () => {
    const report = anomaly();

    const refused = await rig.postWithoutTemporal(report, { id });
    const taken = await rig.post(report, { id });

    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(taken).toMatchObject({ status: 200, body: { verdict: 'inconclusive' } });
    expect(rig.reports).toHaveLength(1);
    expect(await runsOf(taken.body['id'])).toEqual(['COMPLETED']);
  });

  it('that Datadog will not tell of is published, and names the gap and its remedy', async () => {
    rig.sandbox.control.datadog.setApi({ permitted: false });

    const answer = await rig.post(anomaly());

    expect(answer.status).toBe(200);
    expect(answer.body['missing']).toEqual([
      expect.stringMatching(/Datadog/),
      expect.stringContaining('datadog.apiKey'),
    ]);
    expect(rig.reports[0]!.adf).toMatch(/audit_logs_read/);
  });
});
