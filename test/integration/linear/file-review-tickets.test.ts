import { linearCommentId, linearIssueId } from '../../../activities/linear/ticket-ids';
import { ticketMarker } from '../../../activities/shared/ticket-marker';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { attemptNumber, RETAIN_UNTIL, startLinearRig, type LinearRig } from './linear-rig';

const containing = (text: string): unknown => expect.stringContaining(text);
let rig: LinearRig;
let control: LinearRig['sandbox']['control'];
let names = 0;
/** Names that no other test of this file uses: the archive cannot be emptied. */
const unique = (what: string) => `${what}-${++names}`;
const signal = new AbortController().signal;

beforeAll(async () => {
  rig = await startLinearRig();
  control = rig.sandbox.control;
});
beforeEach(() => control.reset());
afterAll(() => rig.close());

/** What a person does in the tracker, through its API. */
async function byHand(mutation: string, variables: Record<string, string>): Promise<void> {
  const answer = await fetch(rig.sandbox.linearUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: STORY_SETTING.linear.apiKey },
    body: JSON.stringify({ query: mutation, variables }),
  });
  expect(answer.status).toBe(200);
}

const edit = (id: string, text: string) =>
  byHand(
    'mutation ($id: String!, $text: String!) { issueUpdate(id: $id, input: { description: $text }) { success } }',
    {
      id,
      text,
    },
  );

/** A judged event of a credential of its own. */
async function judged(over: Partial<Parameters<LinearRig['judge']>[0]> = {}) {
  const event = { event: unique('event'), credential: unique('credential'), ...over };
  return { ...event, key: await rig.judge(event) };
}

/** From now on the API key is that of another user than the one who has written everything so far. */
const becomeAnotherUser = () =>
  control.addFault({
    provider: 'linear',
    operation: 'viewer',
    kind: { status: 200, body: { data: { viewer: { id: '7d8e9fa0-b1c2-4d3e-8f4a-5b6c7d8e9fa0' } } } },
    times: 'always',
  });

const createByHand = (id: string, description: string) =>
  byHand(
    'mutation ($id: String!, $team: String!, $text: String!) { issueCreate(input: { id: $id, teamId: $team, title: "x", description: $text }) { success } }',
    { id, team: STORY_SETTING.linear.teamId, text: description },
  );

const markerOf = ({ credential, event }: { readonly credential: string; readonly event: string }) => {
  const { credentialHash, eventHash } = ticketMarker(credential, event);
  return `\`edgewarden:${credentialHash}/${eventHash}\``;
};

const FORBIDDEN = {
  status: 200,
  body: { data: null, errors: [{ message: 'no', extensions: { type: 'forbidden', code: 'FORBIDDEN' } }] },
};
const OVER_PLAN = {
  status: 400,
  body: { data: null, errors: [{ message: 'Usage limit exceeded', extensions: { code: 'INPUT_ERROR' } }] },
};

const writes = () =>
  control.requests({ provider: 'linear' }).filter(({ operation }) => /Create|Update|Unarchive/.test(operation ?? ''));

describe('a new credential', () => {
  it('has its ticket in the team, with labels of that team, assignee and priority, and then its last record', async () => {
    const { key, credential } = await judged();

    const [filed] = await rig.file([key]);

    const [issue, ...others] = control.issues();
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      id: linearIssueId(credential),
      identifier: 'SEC-1',
      labelIds: ['1abe1000-0000-4000-8000-000000000002', '1abe1000-0000-4000-8000-000000000003'],
      assigneeId: '7d8e9fa0-b1c2-4d3e-8f4a-5b6c7d8e9fa0',
      priority: 1,
    });
    expect(issue!.description.split('\n')[0]).toMatch(/^`edgewarden:[0-9a-f]{16}\/[0-9a-f]{16}`$/);
    expect(filed).toMatchObject({ eventKey: key, outcome: 'opened', ticket: { id: issue!.id, identifier: 'SEC-1' } });
    expect(await rig.records.readRecord('assessed', key, signal)).toMatchObject({
      eventKey: key,
      flagged: true,
      severity: 'critical',
      ticket: { identifier: 'SEC-1' },
    });
  });

  it('is not touched again once its record stands, whatever became of the ticket', async () => {
    const { key } = await judged();
    await rig.file([key]);
    control.removeIssue('SEC-1');
    control.clearRequests();

    expect(await rig.file([key])).toMatchObject([{ outcome: 'handled', ticket: { identifier: 'SEC-1' } }]);
    expect(control.requests({ provider: 'linear' })).toEqual([]);
  });

  it('is filed without a label that does not exist, and a warning names the label', async () => {
    const { key } = await judged({ labels: ['Cloudflare', 'No such label'] });

    const { warnings } = await rig.result([key]);

    expect(control.issues()).toMatchObject([{ labels: ['Cloudflare'] }]);
    expect(warnings).toEqual([containing('"No such label"')]);
  });

  it.each(['nobody@example.com', 'erin@example.com'])(
    'is filed without an assignee when %s is nobody active',
    async (assignee) => {
      const { key } = await judged();
      await rig.file([key], { tickets: { assignee } });
      expect(control.issues()).toMatchObject([{ assigneeId: null }]);
    },
  );

  it('is filed without labels when one vanishes between look-up and create', async () => {
    const { key } = await judged();
    const gone = { errors: [{ message: 'Entity not found: IssueLabel', extensions: { code: 'INPUT_ERROR' } }] };
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: { status: 400, body: gone } });

    await rig.file([key]);

    expect(control.issues()).toMatchObject([{ labelIds: [], assigneeId: null }]);
  });
});

describe('lost answers', () => {
  it.each(['lost-answer', 'stalled-body', 'truncated-json'] as const)(
    '%s on a create leaves one ticket',
    async (kind) => {
      const { key } = await judged();
      control.addFault({ provider: 'linear', operation: 'issueCreate', kind });

      expect(await rig.file([key])).toMatchObject([{ outcome: 'opened', ticket: { identifier: 'SEC-1' } }]);
      expect(control.issues()).toHaveLength(1);
    },
  );

  it('a lost answer and a lost look after it leave one ticket once the activity is retried', async () => {
    const { key } = await judged();
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: 'lost-answer' });
    control.addFault({ provider: 'linear', operation: 'issues', kind: 'drop' });

    await expect(rig.file([key])).rejects.toMatchObject({ type: 'Unavailable' });
    expect(await rig.file([key], { attempt: 2 })).toMatchObject([{ outcome: 'joined' }]);
    expect(control.issues()).toHaveLength(1);
  });

  it('a create that was never done is done by the retry', async () => {
    const { key } = await judged();
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: 'drop' });

    await expect(rig.file([key])).rejects.toMatchObject({ type: 'Unavailable' });
    expect(control.issues()).toHaveLength(0);
    expect(await rig.file([key], { attempt: 2 })).toMatchObject([{ outcome: 'opened' }]);
  });

  it.each(['lost-answer', 'truncated-json'] as const)('%s on a comment leaves one comment', async (kind) => {
    const first = await judged();
    const second = await judged({ credential: first.credential });
    await rig.file([first.key]);
    control.addFault({ provider: 'linear', operation: 'commentCreate', kind });

    expect(await rig.file([second.key])).toMatchObject([{ outcome: 'commented' }]);
    expect(control.comments()).toHaveLength(1);
  });

  it('a worker that dies between ticket and record files nothing twice', async () => {
    const first = await judged();
    const second = await judged({ credential: first.credential });
    const dying = { ...rig.records, createRecord: () => Promise.reject(new Error('killed')) };
    const real = rig.records.createRecord;
    Object.assign(rig.records, dying);
    await rig.file([first.key, second.key]).catch(() => undefined);
    Object.assign(rig.records, { createRecord: real });

    expect(await rig.file([first.key, second.key], { attempt: 2 })).toMatchObject([
      { outcome: 'joined' },
      { outcome: 'commented' },
    ]);
    expect(control.issues()).toHaveLength(1);
    expect(control.comments()).toHaveLength(1);
  });
});

describe('one credential', () => {
  it('has one ticket and no comment when two accounts show the same event', async () => {
    const event = unique('event');
    const credential = unique('credential');
    const one = await judged({ event, credential });
    const other = await judged({ event, credential, account: 'b1b2c3d4e5f60718293a4b5c6d7e8f90' });

    expect(await rig.file([one.key, other.key])).toMatchObject([{ outcome: 'opened' }, { outcome: 'joined' }]);
    expect(control.issues()).toHaveLength(1);
    expect(control.comments()).toEqual([]);
  });

  it('has one ticket and one comment after two events, in the order of the events, and after a redelivery too', async () => {
    const first = await judged();
    const second = await judged({ credential: first.credential });

    expect(await rig.file([first.key, second.key])).toMatchObject([{ outcome: 'opened' }, { outcome: 'commented' }]);
    const again = await judged({
      event: second.event,
      credential: first.credential,
      account: 'c1b2c3d4e5f60718293a4b5c6d7e8f90',
    });
    expect(await rig.file([again.key])).toMatchObject([{ outcome: 'commented' }]);

    expect(control.issues()).toHaveLength(1);
    expect(control.comments()).toMatchObject([{ body: containing('A further event of this credential') }]);
  });

  it.each(['completed', 'canceled'] as const)(
    'opens its %s ticket again for an event after the closing, and says why',
    async (type) => {
      const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
      const second = await judged({ credential: first.credential, time: '2026-11-22T03:00:00.000Z' });
      await rig.file([first.key]);
      control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'), type);

      expect(await rig.file([second.key])).toMatchObject([{ outcome: 'reopened' }]);

      expect(control.issues()).toMatchObject([{ state: { type: 'unstarted' }, completedAt: null, canceledAt: null }]);
      expect(control.comments()).toMatchObject([{ body: containing('Opened again') }]);
    },
  );

  it('takes its closed ticket out of the archive for an event after the closing', async () => {
    const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
    const second = await judged({ credential: first.credential, time: '2026-11-22T03:00:00.000Z' });
    await rig.file([first.key]);
    control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'));
    await byHand('mutation ($id: String!) { issueArchive(id: $id) { success } }', {
      id: linearIssueId(first.credential),
    });

    expect(await rig.file([second.key])).toMatchObject([{ outcome: 'reopened' }]);
    expect(control.issues()).toMatchObject([{ archivedAt: null, state: { type: 'unstarted' } }]);
  });

  it('leaves its closed ticket closed for an event from before the closing, and adds the comment', async () => {
    const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
    const second = await judged({ credential: first.credential, time: '2026-11-22T01:30:00.000Z' });
    await rig.file([first.key]);
    control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'));

    expect(await rig.file([second.key])).toMatchObject([{ outcome: 'commented' }]);

    expect(control.issues()).toMatchObject([{ state: { type: 'completed' } }]);
    expect(control.comments()).toMatchObject([{ body: containing('A further event') }]);
  });

  it('leaves its ticket closed when the opening event, from before the closing, comes again', async () => {
    const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
    await rig.file([first.key]);
    control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'));
    const again = await judged({ ...first, account: 'd1b2c3d4e5f60718293a4b5c6d7e8f90' });

    expect(await rig.file([again.key])).toMatchObject([{ outcome: 'joined' }]);
    expect(control.issues()).toMatchObject([{ state: { type: 'completed' } }]);
  });

  it('opens again a ticket that was closed before the event that it names as its own', async () => {
    const own = await judged({ time: '2026-11-22T03:00:00.000Z' });
    await createByHand(linearIssueId(own.credential), markerOf(own));
    control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'));

    expect(await rig.file([own.key])).toMatchObject([{ outcome: 'reopened' }]);

    expect(control.issues()).toMatchObject([{ state: { type: 'unstarted' } }]);
    expect(control.comments()).toMatchObject([{ body: containing('Opened again') }]);
  });

  it('keeps its ticket when people have moved it to another team', async () => {
    const first = await judged();
    const second = await judged({ credential: first.credential });
    await rig.file([first.key], { tickets: { team: 'OPS' } });

    expect(await rig.file([second.key])).toMatchObject([{ outcome: 'commented', ticket: { identifier: 'OPS-1' } }]);
  });

  it('asks once whose key it is, however many events of a batch have a ticket', async () => {
    const first = await judged();
    await rig.file([first.key]);
    const more = [await judged({ credential: first.credential }), await judged({ credential: first.credential })];
    control.clearRequests();

    await rig.file(more.map(({ key }) => key));

    expect(control.comments()).toHaveLength(2);
    expect(control.requests({ provider: 'linear' }).filter(({ operation }) => operation === 'viewer')).toHaveLength(1);
  });

  it('opens its ticket again when an attempt before ended between the comment and the opening', async () => {
    const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
    const second = await judged({ credential: first.credential, time: '2026-11-22T03:00:00.000Z' });
    await rig.file([first.key]);
    control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'));
    control.addFault({ provider: 'linear', operation: 'issueUpdate', kind: 'drop' });
    await expect(rig.file([second.key])).rejects.toMatchObject({ type: 'Unavailable' });

    expect(await rig.file([second.key])).toMatchObject([{ outcome: 'reopened' }]);

    expect(control.issues()).toMatchObject([{ state: { type: 'unstarted' } }]);
    expect(control.comments()).toMatchObject([{ body: containing('Opened again') }]);
  });

  it('does not open its ticket again for an event whose comment somebody has seen before closing', async () => {
    const aheadOfClock = new Date(Date.now() + 3_600_000).toISOString();
    const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
    const second = await judged({ credential: first.credential, time: aheadOfClock });
    await rig.file([first.key]);
    await rig.file([second.key]);
    control.closeIssue('SEC-1', Date.now() + 1_000);
    const again = await judged({ ...second, account: 'e1b2c3d4e5f60718293a4b5c6d7e8f90' });
    control.clearRequests();

    expect(await rig.file([again.key])).toMatchObject([{ outcome: 'commented' }]);
    expect(writes().map(({ operation }) => operation)).toEqual(['issueCreate']);
  });

  it('keeps its ticket when a person has rewritten everything but the marker', async () => {
    const first = await judged();
    const second = await judged({ credential: first.credential });
    await rig.file([first.key]);
    const [issue] = control.issues();
    await edit(issue!.id, `${issue!.description.split('\n')[0]!}\n\nRewritten by a person.`);

    expect(await rig.file([second.key])).toMatchObject([{ outcome: 'commented' }]);
    expect(control.issues()).toHaveLength(1);
  });
});

describe('an event that cannot be finished', () => {
  it('is left pending as Conflict when its id belongs to a foreign ticket, and holds up no other', async () => {
    const [bad, good] = [await judged(), await judged()];
    await rig.file([bad.key]);
    const further = await judged({ credential: bad.credential });
    await edit(linearIssueId(bad.credential), 'edgewarden:0000000000000000/0000000000000000');

    expect(await rig.file([further.key, good.key])).toMatchObject([
      { eventKey: further.key, pending: { type: 'Conflict', message: containing('SEC-1') } },
      { eventKey: good.key, outcome: 'opened' },
    ]);
    expect(await rig.records.readRecord('assessed', further.key, signal)).toBeUndefined();
  });

  it('is left pending as Conflict when another user has created the ticket before it, marker and all', async () => {
    const [bad, good] = [await judged(), await judged()];
    await createByHand(linearIssueId(bad.credential), markerOf(bad));
    becomeAnotherUser();

    expect(await rig.file([bad.key, good.key])).toMatchObject([
      { eventKey: bad.key, pending: { type: 'Conflict', message: containing('another user has created it') } },
      { eventKey: good.key, outcome: 'opened' },
    ]);
    expect(await rig.records.readRecord('assessed', bad.key, signal)).toBeUndefined();
  });

  it('is left pending as Conflict when its ticket names no creator, as those of integrations', async () => {
    const bad = await judged();
    await rig.file([bad.key]);
    const further = await judged({ credential: bad.credential });
    const [issue] = control.issues();
    const { id, identifier, description, teamId } = issue!;
    const node = { id, identifier, url: 'https://linear.example/x', description, team: { id: teamId }, creator: null };
    const body = { data: { issues: { nodes: [node] } } };
    control.addFault({ provider: 'linear', operation: 'issues', kind: { status: 200, body } });

    expect(await rig.file([further.key])).toMatchObject([{ pending: { type: 'Conflict' } }]);
  });

  it('is left pending as Conflict when the marker of its ticket is not in the first line', async () => {
    const bad = await judged();
    await createByHand(linearIssueId(bad.credential), `hello ${markerOf(bad)}`);

    expect(await rig.file([bad.key])).toMatchObject([{ pending: { type: 'Conflict', message: containing('marker') } }]);
  });

  it.each(['open', 'closed'] as const)(
    'is left pending as Conflict when another user has written its comment on the %s ticket',
    async (standing) => {
      const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
      const second = await judged({ credential: first.credential, time: '2026-11-22T03:00:00.000Z' });
      await rig.file([first.key]);
      if (standing === 'closed') control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'));
      const id = linearCommentId(second.credential, second.event);
      await byHand(
        'mutation ($id: String!, $issue: String!) { commentCreate(input: { id: $id, issueId: $issue, body: "fine" }) { success } }',
        { id, issue: linearIssueId(first.credential) },
      );
      const node = { id, createdAt: '2026-11-22T01:30:00.000Z', user: { id: '8e9fa0b1-c2d3-4e4f-8a5b-6c7d8e9fa0b1' } };
      const body = { data: { comments: { nodes: [node] } } };
      control.addFault({ provider: 'linear', operation: 'comments', kind: { status: 200, body }, times: 'always' });

      expect(await rig.file([second.key])).toMatchObject([
        { pending: { type: 'Conflict', message: containing('another user has written it') } },
      ]);
    },
  );

  it.each(['viewer', 'issues', 'comments', 'commentCreate', 'workflowStates', 'issueUnarchive', 'issueUpdate'])(
    'is left pending as Refused when permission or plan forbid %s on its ticket, and holds up no other',
    async (operation) => {
      const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
      const closedAt = Date.parse('2026-11-22T02:00:00.000Z');
      const [bad, worse] = [
        await judged({ credential: first.credential, time: '2026-11-22T03:00:00.000Z' }),
        await judged({ credential: first.credential, time: '2026-11-22T04:00:00.000Z' }),
      ];
      const good = await judged();
      await rig.file([first.key]);
      control.closeIssue('SEC-1', closedAt);
      await byHand('mutation ($id: String!) { issueArchive(id: $id) { success } }', {
        id: linearIssueId(first.credential),
      });
      control.addFault({ provider: 'linear', operation, kind: FORBIDDEN });
      control.addFault({ provider: 'linear', operation, kind: OVER_PLAN });

      expect(await rig.file([bad.key, worse.key, good.key])).toMatchObject([
        { eventKey: bad.key, pending: { type: 'Refused', message: containing('permissions Read and Write') } },
        { eventKey: worse.key, pending: { type: 'Refused', message: containing('plan of the workspace') } },
        { eventKey: good.key, outcome: 'opened' },
      ]);
    },
  );

  it('is left pending as Refused when its closed ticket is in a team without an open state', async () => {
    const first = await judged({ time: '2026-11-22T01:00:00.000Z' });
    const bad = await judged({ credential: first.credential, time: '2026-11-22T03:00:00.000Z' });
    const good = await judged();
    await rig.file([first.key]);
    control.closeIssue('SEC-1', Date.parse('2026-11-22T02:00:00.000Z'));
    const body = { data: { workflowStates: { nodes: [{ id: 's', type: 'completed', position: 1 }] } } };
    control.addFault({ provider: 'linear', operation: 'workflowStates', kind: { status: 200, body } });

    expect(await rig.file([bad.key, good.key])).toMatchObject([
      { pending: { type: 'Refused', message: containing('Move the ticket back to a team with an open state') } },
      { outcome: 'opened' },
    ]);
  });

  it.each(['deleteIssue', 'removeIssue'] as const)('is left pending as NotFound after %s', async (remove) => {
    const first = await judged();
    const second = await judged({ credential: first.credential });
    await rig.file([first.key]);
    control[remove]('SEC-1');

    expect(await rig.file([second.key])).toMatchObject([{ pending: { type: 'NotFound' } }]);
    expect(control.comments()).toEqual([]);
  });

  it('is left pending as Refused when Linear will not take it', async () => {
    const [bad, good] = [await judged(), await judged()];
    const refused = { errors: [{ message: 'no', extensions: { code: 'INPUT_ERROR', type: 'invalid input' } }] };
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: { status: 400, body: refused } });

    const filed = await rig.file([bad.key, good.key]);

    expect(filed.filter((event) => 'pending' in event)).toMatchObject([{ pending: { type: 'Refused' } }]);
    expect(control.issues()).toHaveLength(1);
  });

  it('is left pending when its judgement is missing', async () => {
    const key = `audit/v2/account=a1b2c3d4e5f60718293a4b5c6d7e8f90/date=2026-11-22/20261122T000000000Z_${unique('none')}.json`;
    expect(await rig.file([key])).toMatchObject([{ pending: { type: 'NotFound' } }]);
  });

  it('is left pending at the fourth attempt when only it still fails in passing', async () => {
    const [bad, good] = [await judged(), await judged()];
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: { status: 503 } });

    const filed = await rig.file([bad.key, good.key], { attempt: 4 });

    expect(filed.filter((event) => 'pending' in event)).toMatchObject([{ pending: { type: 'Unavailable' } }]);
    expect(filed.filter((event) => 'outcome' in event)).toHaveLength(1);
  });
});

describe('a failure of Linear as a whole', () => {
  it('ends the attempt at once when the key is rejected', async () => {
    const { key } = await judged();
    const error: unknown = await rig.file([key], { apiKey: 'lin_api_WRONG' }).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ type: 'AuthRejected', nonRetryable: true });
    expect(String(error)).toContain('linear.apiKey');
    expect(String(error)).not.toContain('lin_api_WRONG');
  });

  it('ends the attempt at once when the key is rejected in the middle of a ticket', async () => {
    const first = await judged();
    const second = await judged({ credential: first.credential });
    await rig.file([first.key]);
    control.addFault({ provider: 'linear', operation: 'commentCreate', kind: { status: 401 } });

    await expect(rig.file([second.key])).rejects.toMatchObject({ type: 'AuthRejected' });
  });

  it.each([
    ['AuthRejected', FORBIDDEN],
    ['Misconfigured', OVER_PLAN],
  ])('ends the attempt as %s when no ticket may be created at all', async (type, kind) => {
    const { key } = await judged();
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind });

    await expect(rig.file([key])).rejects.toMatchObject({ type });
  });

  it('names the setting when the team does not exist', async () => {
    const { key } = await judged();
    await expect(rig.file([key], { tickets: { team: 'NOPE' } })).rejects.toMatchObject({
      type: 'Misconfigured',
      message: containing('tokenWatch.tickets.team'),
    });
  });

  it.each([200, 400, 429] as const)(
    'asks Temporal for the pause that a rate limit with HTTP %s names, and finishes the others',
    async (status) => {
      const [limited, good] = [await judged(), await judged()];
      control.addFault({
        provider: 'linear',
        operation: 'issueCreate',
        kind: { rateLimited: 'with-retry-after', retryAfterS: 7, status },
      });

      await expect(rig.file([limited.key, good.key])).rejects.toMatchObject({
        type: 'RateLimited',
        nextRetryDelay: 7_000,
      });

      expect(control.issues()).toHaveLength(1);
      const again = await rig.file([limited.key, good.key], { attempt: 2 });
      expect(again.map((event) => 'outcome' in event && event.outcome).sort()).toEqual(['handled', 'opened']);
    },
  );

  it('fails as a whole in an outage, at any attempt', async () => {
    const keys = [(await judged()).key, (await judged()).key];
    control.addFault({ provider: 'linear', kind: { status: 503 }, times: 'always' });

    await expect(rig.file(keys)).rejects.toMatchObject({ type: 'Unavailable' });
    await expect(rig.file(keys, { attempt: 9 })).rejects.toMatchObject({ type: 'Unavailable' });
  });

  it('fails on success: false without a reason, and files on the retry', async () => {
    const { key } = await judged();
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: 'success-false' });

    await expect(rig.file([key])).rejects.toMatchObject({ type: 'UnexpectedAnswer', nonRetryable: false });
    expect(await rig.file([key], { attempt: 2 })).toMatchObject([{ outcome: 'opened' }]);
  });

  it('stops with its run when it is cancelled', async () => {
    const { key } = await judged();
    control.addFault({ provider: 'linear', kind: { delayMs: 60_000 } });
    const environment = attemptNumber(1);
    const { fileReviewTickets } = rig.activities();

    const running = environment.run(fileReviewTickets, {
      account: 'acme',
      events: [{ eventKey: key }],
      retainUntil: RETAIN_UNTIL,
    });
    environment.cancel();

    await expect(running).rejects.toThrow(/cancel/i);
    expect(control.issues()).toEqual([]);
  });

  it('says which account the settings lack', async () => {
    const { fileReviewTickets } = rig.activities();
    const input = { account: 'unknown', events: [], retainUntil: RETAIN_UNTIL };
    await expect(attemptNumber(1).run(fileReviewTickets, input)).rejects.toMatchObject({
      type: 'Misconfigured',
    });
  });
});

describe('a flood', () => {
  const flood = (date: string, count = 73) => {
    const { fileFloodTicket } = rig.activities();
    return attemptNumber(1).run(fileFloodTicket, {
      account: 'acme',
      date,
      count,
      bySeverity: { critical: 3, low: count - 3 },
    });
  };

  it('has one summary ticket a day, also after a lost answer and with other numbers', async () => {
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: 'lost-answer' });
    const first = await flood('2026-11-22');
    const second = await flood('2026-11-22', 90);

    expect(second).toEqual(first);
    expect(control.issues()).toMatchObject([
      { title: 'Flood: 73 flagged credentials wait for a ticket in Acme Corp on 2026-11-22', priority: 1 },
    ]);
    expect(control.comments()).toEqual([]);
  });

  it('has another ticket on another day', async () => {
    await flood('2026-11-22');
    await flood('2026-11-23');
    expect(control.issues()).toHaveLength(2);
  });
});
