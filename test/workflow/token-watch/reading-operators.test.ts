import { defaultPayloadConverter } from '@temporalio/common';
import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId, WRITES } from '../../support/audit-records';
import { TokenWatchRig } from '../../support/token-watch-rig';

let rig: TokenWatchRig;
beforeAll(async () => {
  rig = await TokenWatchRig.start();
  addToken(rig.sandbox, rig.accountId, tokenId(1), HARMLESS);
  addToken(rig.sandbox, rig.accountId, tokenId(2), WRITES);
}, 60_000);
afterAll(() => rig.close(), 60_000);

const add = (id: string, token: number) =>
  rig.sandbox.control.addEvent(
    tokenEvent({ accountId: rig.accountId, id, token: tokenId(token), time: minutesBefore(Date.now(), 5) }),
  );

async function seen({ workflowId, runId }: { workflowId: string; runId: string }) {
  const handle = rig.client.workflow.getHandle(workflowId, runId);
  const { events } = await handle.fetchHistory();
  const { typedSearchAttributes } = await handle.describe();
  const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  const summaries = (events ?? []).flatMap(({ userMetadata, activityTaskScheduledEventAttributes: activity }) =>
    activity && userMetadata?.summary
      ? [`${activity.activityType?.name}: ${defaultPayloadConverter.fromPayload<string>(userMetadata.summary)}`]
      : [],
  );
  return { events: events!.length, attributes, details: metadata.currentDetails, summaries };
}

describe('a run that found something to review', () => {
  it('shows each step with a summary, its flagged credentials with links, and can be searched for', async () => {
    add('harmless', 1);
    add('dangerous', 2);
    const run = await rig.watchRun();
    const { attributes, details, summaries } = await seen(run);

    expect(summaries).toEqual([
      'findStart: find where the v2 log was left',
      'readAuditLog: read the v2 audit log',
      'archiveEvents: archive 2 credential events',
      'assessCredentials: judge 2 credentials',
      expect.stringMatching(/^fileReviewTickets: file 1 tickets?: /),
    ]);
    expect(attributes).toMatchObject({
      CloudflareAccount: rig.accountId,
      JobMode: 'watch',
      RunOutcome: 'ok',
      FlaggedTokens: 1,
    });
    const [ticket] = rig.sandbox.control.issues();
    expect(details).toContain('**done**');
    expect(details).toContain('write_scope');
    expect(details).toContain(ticket!.identifier);
    expect(details).toContain(run.result.archived.find((key) => key.includes('dangerous'))!);
    const found = rig.client.workflow.list({ query: `CloudflareAccount = '${rig.accountId}' AND FlaggedTokens = 1` });
    for await (const { runId } of found) expect(runId).toBe(run.runId);
  }, 60_000);
});

describe('a quiet run', () => {
  it('costs one activity and eleven events, and no search attribute', async () => {
    await rig.watch();
    const { events, attributes, summaries, details } = await seen(await rig.watchRun());
    expect(events).toBe(11);
    expect(summaries).toEqual(['readAuditLog: read the v2 audit log']);
    expect(attributes).not.toHaveProperty('RunOutcome');
    expect(attributes).not.toHaveProperty('FlaggedTokens');
    expect(attributes).toMatchObject({ CloudflareAccount: rig.accountId, JobMode: 'watch' });
    expect(details).toContain('| 2 | 2 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |');
  }, 60_000);
});

describe('a run with something left over', () => {
  it('says in its outcome and in its details what waits', async () => {
    rig.sandbox.control.deleteIssue(rig.sandbox.control.issues()[0]!.id);
    add('about-a-deleted-ticket', 2);
    const run = await rig.watchRun();
    const { attributes, details } = await seen(run);
    expect(attributes).toMatchObject({ RunOutcome: 'attention', FlaggedTokens: 1 });
    expect(details).toContain('**Pending**');
    expect(details).toContain(run.result.pending[0]!.key);
  }, 60_000);
});
