import { TokenWatchRig } from '../../support/token-watch-rig';
import { ACCOUNT } from '../../support/worker-rig';

let rig: TokenWatchRig;
beforeAll(async () => {
  rig = await TokenWatchRig.start();
}, 60_000);
afterAll(() => rig.close(), 60_000);

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function created(id: string, token: string, permissionGroup: string, overrides: object = {}) {
  return {
    accountId: rig.accountId,
    record: {
      id,
      account: { id: rig.accountId, name: 'Acme' },
      action: { type: 'create', result: 'success', time: minutesAgo(5) },
      actor: { id: 'u1', type: 'user', context: 'dash', email: 'alice@example.com', ip_address: '198.51.100.20' },
      raw: { method: 'POST', uri: `/accounts/${rig.accountId}/tokens`, status_code: 200, cf_ray_id: `ray-${id}` },
      resource: { id: token, response: { id: token, value: 'EXAMPLE-NOT-A-REAL-TOKEN' } },
      ...overrides,
    },
  };
}

describe('one look of the token watch', () => {
  it('archives a new credential, opens one ticket and says both in its result', async () => {
    const token = 'aaaabbbbccccddddeeeeffff00001111';
    rig.sandbox.control.addToken({ id: token, accountId: rig.accountId, body: { name: 'ci', policies: [] } });
    rig.sandbox.control.addEvent(created('event-1', token, ''));

    const result = await rig.watch();

    expect(result.created).toBe(1);
    expect(result.archived).toEqual(await rig.keys('audit/'));
    expect(result.tickets).toEqual(rig.sandbox.control.issues().map(({ id }) => id));
    expect(result.tickets).toHaveLength(1);
    expect(await rig.keys('assessed/')).toHaveLength(1);
    expect(await rig.text(result.archived[0]!)).not.toContain('EXAMPLE-NOT-A-REAL-TOKEN');
  }, 60_000);

  it('does nothing twice', async () => {
    const result = await rig.watch();

    expect(result).toMatchObject({ created: 0, tickets: [], pending: [], outcome: 'ok' });
    expect(result.counts.known).toBe(1);
    expect(await rig.keys('audit/')).toHaveLength(1);
    expect(rig.sandbox.control.issues()).toHaveLength(1);
  }, 60_000);

  it('costs one activity and eleven events when it is quiet', async () => {
    const { workflowId, runId } = await rig.watchRun();
    const { events } = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
    expect(events).toHaveLength(11);
  }, 60_000);

  it(`knows its account by the settings' key`, async () => {
    await expect(rig.run({ job: 'dry-run' })).resolves.toMatchObject({ created: 0, tickets: [] });
    expect(ACCOUNT).toBe('acme');
  }, 60_000);
});
