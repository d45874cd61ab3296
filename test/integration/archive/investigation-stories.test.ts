import type { Anomaly } from '../../../domain/investigation/anomaly';
import { investigationsAt, type StoryInvestigation } from '../../../sandbox/story/investigations';
import {
  anomalyOf,
  createInvestigationRig,
  INVESTIGATION,
  inputOf,
  NOW_MS,
  type InvestigationRig,
} from './investigation-rig';

const STORY = investigationsAt(NOW_MS);

let rig: InvestigationRig;
beforeAll(async () => {
  rig = await createInvestigationRig({
    sandbox: { story: 'company-day', baseTime: NOW_MS, now: () => NOW_MS + 60_000 },
  });
});
afterEach(() => rig.sandbox.control.clearFaults());
afterAll(() => rig.close());

/** An anomaly of the story as the API hands it on. */
function readAnomalyOf({ anomaly }: StoryInvestigation): Anomaly {
  const { actor, ...rest } = anomaly as unknown as Partial<Anomaly> & { actor: string | Partial<Anomaly['actor']> };
  return anomalyOf(typeof actor === 'string' ? { email: actor } : actor, rest);
}

const idOf = (index: number) => `${INVESTIGATION.slice(0, 23)}${index}`;

describe('the three anomalies of the story, from gathering to the stored assessment', () => {
  it.each(STORY.map((one, index) => ({ ...one, index })))('$name ends as it was expected', async (story) => {
    for (const fault of story.faults) rig.sandbox.control.addFault(fault);

    const assessment = await rig.investigate(inputOf(readAnomalyOf(story), idOf(story.index)));

    expect(assessment.verdict).toBe(story.verdict);
    expect(assessment.missing.length > 0).toBe(story.faults.length > 0);
  });

  it('without the fault the one with Datadog down is another verdict, of more confidence', async () => {
    const story = STORY.find(({ verdictOtherwise }) => verdictOtherwise !== undefined)!;
    const input = inputOf(readAnomalyOf(story), idOf(9));
    const whole = await rig.investigate(input);
    for (const fault of story.faults) rig.sandbox.control.addFault(fault);
    const partial = await rig.investigate({ ...input, investigation: idOf(8) });

    expect(whole.verdict).toBe(story.verdictOtherwise);
    expect(partial.missing).toEqual(['Datadog could not be read.']);
    expect(whole.confidence).toBeGreaterThan(partial.confidence);
  });
});
