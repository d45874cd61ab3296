import { randomUUID } from 'node:crypto';
import type { AwaitReportAnswer } from '../../../workflows/contracts';
import { INVESTIGATION_UPDATE, investigationWorkflowId } from '../../../workflows/ids';
import { InvestigationsRig } from '../../support/investigations-rig';

let rig: InvestigationsRig;
beforeEach(async () => {
  rig = await InvestigationsRig.start();
}, 60_000);
afterEach(() => rig.close(), 60_000);

/** An investigation whose report cannot be published for now, and somebody who waits for it. */
async function waitingCall() {
  rig.sandbox.control.addFault({ provider: 'confluence', kind: { status: 503 }, times: 'always' });
  const anomaly = {
    actor: { email: 'nobody@example.com' },
    action: 'token_create',
    timestamp: new Date(Date.now() - 60_000).toISOString(),
  };
  const { body } = await rig.post(anomaly, { wait: 0 });
  const run = rig.client.workflow.getHandle(investigationWorkflowId(String(body['id'])));
  const call = await run.startUpdate<AwaitReportAnswer, []>(INVESTIGATION_UPDATE.awaitReport, {
    waitForStage: 'ACCEPTED',
    updateId: randomUUID(),
  });
  while (rig.sandbox.control.requests({ provider: 'confluence' }).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return { run, call };
}

describe('who waits for an investigation', () => {
  it('that is published is answered by it', async () => {
    const { run, call } = await waitingCall();

    rig.sandbox.control.clearFaults();

    const result: unknown = await run.result();
    expect(await call.result()).toEqual({ outcome: 'published', result });
  });

  it('that fails is answered by it, with the sentence of its failure', async () => {
    const { run, call } = await waitingCall();

    rig.sandbox.control.confluence.setApi({ mayWrite: false });
    rig.sandbox.control.clearFaults();

    const answer = await call.result();
    expect(answer).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^confluence: /) as unknown });
    await expect(run.result()).rejects.toMatchObject({
      cause: { message: answer.outcome === 'failed' && answer.reason, type: 'AuthRejected' },
    });
  });

  it('that is cancelled is answered by it, and told so', async () => {
    const { run, call } = await waitingCall();

    await run.cancel();

    expect(await call.result()).toEqual({ outcome: 'failed', reason: 'The run was cancelled by an operator.' });
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });
});
