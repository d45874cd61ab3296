import { CORP } from '../../../sandbox/story/setting';
import { investigationsAt } from '../../../sandbox/story/investigations';
import { isLocked } from '../../support/end-state';
import { InvestigationsRig, type ApiAnswer } from '../../support/investigations-rig';

let rig: InvestigationsRig;
const answers = new Map<string, ApiAnswer>();
const STORIES = ['attack-chain', 'mistake', 'datadog-down'];

beforeAll(async () => {
  rig = await InvestigationsRig.start({ accountId: CORP, sandbox: { story: 'company-day' } });
  for (const { name, anomaly, deliveryId, faults } of investigationsAt(rig.sandbox.control.baseTime)) {
    for (const fault of faults) rig.sandbox.control.addFault(fault);
    answers.set(name, await rig.post(anomaly, { id: deliveryId }));
  }
}, 120_000);
afterAll(() => rig.close(), 60_000);

describe('the anomalies of the story, posted by a detector', () => {
  it.each(STORIES)('%s: one page whose verdict is what a careful analyst would say', (name) => {
    const story = investigationsAt(rig.sandbox.control.baseTime).find((each) => each.name === name)!;
    expect(answers.get(name)).toMatchObject({ status: 200, body: { verdict: story.verdict } });
  });

  it('each have one page, which the answer links to', async () => {
    const pages = rig.sandbox.control.confluence.pages().filter(({ title }) => title.startsWith('INV-'));
    expect(pages).toHaveLength(STORIES.length);
    for (const { body } of answers.values()) {
      const page = await fetch(String(body['report']));
      const [, heading] = /<h1>(INV-\w+) /.exec(await page.text()) ?? [];
      expect(heading).toBe(`INV-${String(body['id']).slice(0, 12)}`);
    }
  });

  it('leave evidence and assessment in the archive, locked', async () => {
    const [evidence, assessments] = [await rig.keys('evidence/'), await rig.keys('assessment/')];

    expect([evidence.length, assessments.length]).toEqual([STORIES.length, STORIES.length]);
    for (const key of [...evidence, ...assessments]) expect([key, await isLocked(rig, key)]).toEqual([key, true]);
  });

  it('name what could not be read', () => {
    expect(JSON.stringify(answers.get('datadog-down')!.body)).toMatch(/datadog/i);
  });

  it('are answered from the finished run when they are delivered again', async () => {
    const [first] = investigationsAt(rig.sandbox.control.baseTime);
    const before = rig.sandbox.control.requests({ provider: 'confluence' }).length;

    const again = await rig.post(first!.anomaly, { id: first!.deliveryId });

    expect(again).toMatchObject({ status: 200, body: { report: answers.get(first!.name)!.body['report'] } });
    expect(rig.sandbox.control.requests({ provider: 'confluence' })).toHaveLength(before);
  });
});
