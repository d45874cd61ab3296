import type { InvestigationInput, InvestigationResult } from './contracts';
import { InvestigationRun } from './investigation-run';

/**
 * One investigation of one anomaly: what the actor did is gathered, kept as evidence, assessed, and published.
 *
 * An assessment that is stored wins: a run that is started again goes straight to publishing, so that a page never says
 * something else than what was judged. Whoever waits is answered before the run ends, also when it fails or is cancelled.
 */
export async function investigateAnomaly(input: InvestigationInput): Promise<InvestigationResult> {
  const run = new InvestigationRun(input);
  try {
    const assessment = (await run.findAssessment()) ?? (await run.assess(await run.gather()));
    return await run.end(await run.tellTicket(await run.publish(assessment)));
  } catch (error) {
    throw await run.fail(error);
  }
}
