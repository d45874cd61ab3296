import { CORP, LABS } from '../../../sandbox/story/setting';
import { anomalyOf, createInvestigationRig, inputOf, type InvestigationRig } from '../archive/investigation-rig';
import { act, DANA, DANA_ID, historyWith, token, v1Record } from './history-rig';

let rig: InvestigationRig;
beforeEach(async () => {
  rig = await createInvestigationRig();
});
afterEach(() => rig.close());

const { add, addOlder, ids, asked, fault } = historyWith(() => rig);
const inCorp = (actor = {}) => inputOf(anomalyOf({ ...DANA, ...actor }, { account: CORP }));

describe('a failure', () => {
  it('of one account leaves a gap that names it and the remedy', async () => {
    add(act('corp'), act('labs', { account: LABS }));
    fault({ status: 403 }, `${LABS}/logs/audit`);

    const reading = await rig.readHistory(inputOf(anomalyOf(DANA)));

    expect(await ids(reading)).toEqual(['corp']);
    expect(reading.state).toBe('partial');
    expect(reading.note).toMatch(/^Account Acme Labs: .*Account Settings: Read.*\.$/);
  });

  it.each([
    [{ status: 403 }, 1],
    [{ status: 503 }, 3],
    ['html', 3],
  ] as const)('of a whole log (%j) is met by the searches under way, and not by each', async (kind, tries) => {
    add(act('labs', { account: LABS }));
    fault(kind, `${CORP}/logs/audit`);
    await rig.readHistory(inputOf(anomalyOf({ ...DANA, id: DANA_ID, tokenId: token(7) })));
    expect(asked(`${CORP}/logs/audit`).length).toBeLessThanOrEqual(2 * tries);
  });

  it.each([403, 410, 503])(
    'of the older log (%d) holds up nothing of the newer one, and names the log',
    async (status) => {
      await rig.close();
      rig = await createInvestigationRig({ streams: ['v1', 'v2'] });
      add(act('near'), act('before', { hours: 20 }));
      fault({ status }, '/audit_logs');

      const reading = await rig.readHistory(inCorp());

      expect(await ids(reading)).toEqual(['before', 'near']);
      expect(reading).toMatchObject({
        state: 'partial',
        note: expect.stringMatching(/^Account Acme Corp, older log\b/) as string,
      });
    },
  );

  it('of the newer log holds up nothing of the older one', async () => {
    await rig.close();
    rig = await createInvestigationRig({ streams: ['v1', 'v2'] });
    addOlder(v1Record('older', 'rec_set', 20));
    fault({ status: 503 });
    const reading = await rig.readHistory(inCorp());
    expect(await ids(reading)).toEqual(['older']);
    expect(reading.note).toMatch(/^Account Acme Corp, newer log: /);
  });

  it('of one name holds up no other one, and says which it was', async () => {
    add(act('near'), act('before', { hours: 20 }));
    fault({ status: 400 }, 'actor_id=');

    const reading = await rig.readHistory(inCorp({ id: 'dana-at-okta' }));

    expect(await ids(reading)).toEqual(['before', 'near']);
    expect(reading).toMatchObject({
      state: 'partial',
      note: expect.stringMatching(/^Account Acme Corp, searched by id: [^.]*HTTP 400/) as string,
    });
  });

  it('of every account is the activity’s', async () => {
    fault({ status: 403 });
    await expect(rig.readHistory(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({
      type: 'AuthRejected',
      nonRetryable: true,
    });
  });

  it('that may pass in one of them is the one to repeat', async () => {
    fault({ status: 403 }, `${CORP}/logs/audit`);
    fault({ status: 503 }, `${LABS}/logs/audit`);
    await expect(rig.readHistory(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
    });
  });

  it.each(['drop', 'lost-answer', 'truncated-json', 'success-false', { status: 500 }] as const)(
    'in passing (%j) costs nothing',
    async (kind) => {
      add(act('e1'));
      fault(kind, '/logs/audit', 2);
      expect(await rig.readHistory(inCorp())).toMatchObject({ state: 'complete', events: 1 });
    },
  );
});
