import { linearCommentId, linearIssueId } from '../../../activities/linear/ticket-ids';
import { ticketMarker } from '../../../activities/shared/ticket-marker';
import type { InsightTicketOrder } from '../../../activities/shared/ticket-order';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { HOSTILE_TEXTS } from '../../fixtures/linear/hostile-texts';
import { insightOrder } from '../../fixtures/linear/insight-orders';
import { outlineOf } from '../../fixtures/linear/markdown-structure';
import { ACCOUNT_ID } from '../../fixtures/linear/review-facts';
import { RUN_START, startInsightRig, type InsightRig } from './insight-rig';
import { attemptNumber } from './linear-rig';

const containing = (text: string): unknown => expect.stringContaining(text);
const OTHER_USER = '7d8e9fa0-b1c2-4d3e-8f4a-5b6c7d8e9fa0';
let rig: InsightRig;
let control: InsightRig['sandbox']['control'];

beforeAll(async () => {
  rig = await startInsightRig();
  control = rig.sandbox.control;
});
beforeEach(() => control.reset());
afterAll(() => rig.close());

const opening = (over: Partial<InsightTicketOrder> = {}) => insightOrder(over);
const closing = (over: Partial<InsightTicketOrder> = {}) =>
  insightOrder({ action: 'close', at: '2026-11-23T04:20:00.000Z', ...over });
const identityOf = ({ accountId, insightId, episode }: InsightTicketOrder) =>
  `insight:${accountId}:${insightId}:${episode}`;
const issueIdOf = (order: InsightTicketOrder) => linearIssueId(identityOf(order));
const outcomes = ({ filed }: { readonly filed: readonly { readonly outcome: string }[] }) =>
  filed.map(({ outcome }) => outcome);
const mutations = () =>
  control
    .requests({ provider: 'linear' })
    .map(({ operation }) => operation ?? '')
    .filter((operation) => /Create|Update|Unarchive|Delete/.test(operation));

/** What a person does in the tracker, through its API. */
async function byHand(query: string, variables: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(rig.sandbox.linearUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: STORY_SETTING.linear.apiKey },
    body: JSON.stringify({ query, variables }),
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

async function reopenByHand(id: string): Promise<void> {
  const states = (await byHand(
    'query ($team: ID!) { workflowStates(filter: { team: { id: { eq: $team } }, type: { eq: "started" } }) { nodes { id } } }',
    { team: STORY_SETTING.linear.teamId },
  )) as { readonly data: { readonly workflowStates: { readonly nodes: readonly { readonly id: string }[] } } };
  await byHand(
    'mutation ($id: String!, $state: String!) { issueUpdate(id: $id, input: { stateId: $state }) { success } }',
    { id, state: states.data.workflowStates.nodes[0]!.id },
  );
}

const edit = (id: string, text: string) =>
  byHand(
    'mutation ($id: String!, $text: String!) { issueUpdate(id: $id, input: { description: $text }) { success } }',
    {
      id,
      text,
    },
  );

const createByHand = (id: string, description: string) =>
  byHand(
    'mutation ($id: String!, $team: String!, $text: String!) { issueCreate(input: { id: $id, teamId: $team, title: "x", description: $text }) { success } }',
    { id, team: STORY_SETTING.linear.teamId, text: description },
  );

/** From now on the API key is that of another user than the one who has written everything so far. */
const becomeAnotherUser = () =>
  control.addFault({
    provider: 'linear',
    operation: 'viewer',
    kind: { status: 200, body: { data: { viewer: { id: OTHER_USER } } } },
    times: 'always',
  });

const FORBIDDEN = {
  status: 200,
  body: { data: null, errors: [{ message: 'no', extensions: { type: 'forbidden', code: 'FORBIDDEN' } }] },
};

describe('an insight that appears', () => {
  it('has its ticket in the team, with labels, assignee, priority and an id made from account, insight and episode', async () => {
    const result = await rig.file([opening()]);

    const id = linearIssueId(`insight:${ACCOUNT_ID}:550e8400-e29b-41d4-a716-446655440000:1`);
    expect(control.issues()).toMatchObject([
      {
        id,
        identifier: 'SEC-1',
        title: 'Insight: exposed database in Acme Corp: db example com',
        labels: ['Cloudflare'],
        assigneeId: OTHER_USER,
        priority: 1,
      },
    ]);
    expect(result).toEqual({
      filed: [
        {
          insightId: '550e8400-e29b-41d4-a716-446655440000',
          episode: 1,
          action: 'open',
          outcome: 'opened',
          ticket: { id, identifier: 'SEC-1', url: containing('/issue/SEC-1/') },
        },
      ],
      failed: [],
      notTried: 0,
      warnings: [],
    });
  });

  it('names the record in the bucket of the archive, and carries the marker of its episode', async () => {
    await rig.file([opening()]);

    const [{ description } = { description: '' }] = control.issues();
    const identity = identityOf(opening());
    const { credentialHash, eventHash } = ticketMarker(identity, `${identity}\nopened`);
    expect(description.split('\n')[0]).toBe(`\`edgewarden:${credentialHash}/${eventHash}\``);
    expect(description).toContain(`s3://${rig.bucket}/${opening().recordsKey!}`);
  });

  it('has one ticket however often it is ordered, and however people have changed all but its first line', async () => {
    await rig.file([opening()]);
    const [issue] = control.issues();
    await edit(issue!.id, `${issue!.description.split('\n')[0]!}\n\nRewritten.`);

    expect(outcomes(await rig.file([opening({ subject: 'renamed' })]))).toEqual(['joined']);
    expect(control.issues()).toHaveLength(1);
    expect(control.comments()).toEqual([]);
  });

  it('has another ticket for another episode, and in another account', async () => {
    await rig.file([opening(), opening({ episode: 2 }), opening({ accountId: 'b1b2c3d4e5f60718293a4b5c6d7e8f90' })]);

    expect(
      control
        .issues()
        .map(({ title }) => title.split(':')[0])
        .sort(),
    ).toEqual(['Insight', 'Insight', 'Insight again']);
  });

  it('joins a ticket that people have closed meanwhile, and leaves it closed', async () => {
    await rig.file([opening()]);
    control.closeIssue('SEC-1', undefined, 'canceled');

    expect(outcomes(await rig.file([opening()]))).toEqual(['joined']);
    expect(control.issues()).toMatchObject([{ state: { type: 'canceled' } }]);
  });

  it('is filed without a label that does not exist, and a warning names label and setting', async () => {
    const { warnings } = await rig.file([opening()], { tickets: { labels: ['Cloudflare', 'No such label'] } });

    expect(control.issues()).toMatchObject([{ labels: ['Cloudflare'] }]);
    expect(warnings).toEqual([containing('"No such label"')]);
    expect(warnings).toEqual([containing('insightsSync.tickets.labels')]);
  });

  it('is filed without labels when one vanishes between look-up and create', async () => {
    const gone = { errors: [{ message: 'Entity not found: IssueLabel', extensions: { code: 'INPUT_ERROR' } }] };
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: { status: 400, body: gone } });

    const { warnings } = await rig.file([opening()]);

    expect(control.issues()).toMatchObject([{ labelIds: [], assigneeId: null }]);
    expect(warnings).toEqual([containing('filed without labels and assignee')]);
  });

  it('is filed without an assignee who is nobody active, and a warning names the setting', async () => {
    const { warnings } = await rig.file([opening()], { tickets: { assignee: 'erin@example.com' } });

    expect(control.issues()).toMatchObject([{ assigneeId: null }]);
    expect(warnings).toEqual([containing('insightsSync.tickets.assignee')]);
  });
});

describe('an insight that is resolved', () => {
  it('has its ticket closed in the first state of type completed, with one comment that says why', async () => {
    await rig.file([opening()]);

    expect(await rig.file([closing()])).toMatchObject({
      filed: [{ action: 'close', outcome: 'closed', ticket: { identifier: 'SEC-1' } }],
      failed: [],
    });

    expect(control.issues()).toMatchObject([{ state: { type: 'completed', name: 'Done' } }]);
    expect(control.comments()).toMatchObject([
      {
        id: linearCommentId(identityOf(closing()), 'resolved'),
        body: containing('**Resolved.** At the sync of 2026-11-23 04:20:00 UTC'),
      },
    ]);
  });

  it('leaves everything as it is when the order comes again', async () => {
    await rig.file([opening()]);
    await rig.file([closing()]);
    const before = { issues: control.issues(), comments: control.comments() };
    control.clearRequests();

    expect(outcomes(await rig.file([closing()]))).toEqual(['closed']);

    expect(mutations()).toEqual([]);
    expect({ issues: control.issues(), comments: control.comments() }).toEqual(before);
  });

  it.each(['completed', 'canceled'] as const)(
    'has only the comment on a ticket that people have %s before, and stays in their state',
    async (type) => {
      await rig.file([opening()]);
      control.closeIssue('SEC-1', Date.parse('2026-11-22T12:00:00Z'), type);

      expect(outcomes(await rig.file([closing()]))).toEqual(['commented']);

      expect(control.issues()).toMatchObject([{ state: { type } }]);
      expect(control.comments()).toHaveLength(1);
    },
  );

  it('has only the comment on a ticket that was archived', async () => {
    await rig.file([opening()]);
    await byHand('mutation ($id: String!) { issueArchive(id: $id) { success } }', { id: issueIdOf(opening()) });

    expect(outcomes(await rig.file([closing()]))).toEqual(['commented']);
    expect(control.comments()).toHaveLength(1);
  });

  it('stays open when people have opened its ticket again after it was closed', async () => {
    await rig.file([opening()]);
    await rig.file([closing()]);
    await reopenByHand(issueIdOf(opening()));

    await rig.file([closing()]);

    expect(control.issues()).toMatchObject([{ state: { type: 'started' } }]);
    expect(control.comments()).toHaveLength(1);
  });

  it('is closed all the same when people had closed and opened its ticket before', async () => {
    await rig.file([opening()]);
    control.closeIssue('SEC-1', Date.parse('2026-11-22T12:00:00Z'));
    await reopenByHand(issueIdOf(opening()));

    expect(outcomes(await rig.file([closing()]))).toEqual(['closed']);
    expect(control.issues()).toMatchObject([{ state: { type: 'completed' } }]);
  });

  it('is closed in the team to which people have moved its ticket', async () => {
    await rig.file([opening()], { tickets: { team: 'OPS' } });

    expect(outcomes(await rig.file([closing()], { tickets: { team: 'SEC' } }))).toEqual(['closed']);
    expect(control.issues()).toMatchObject([{ identifier: 'OPS-1', state: { type: 'completed' } }]);
  });

  it('has nothing to close when no ticket was ever filed', async () => {
    expect(await rig.file([closing()])).toMatchObject({ filed: [{ outcome: 'nothing to close', ticket: null }] });
    expect(control.issues()).toEqual([]);
    expect(mutations()).toEqual([]);
  });

  it.each(['deleteIssue', 'removeIssue'] as const)('has nothing to close after %s', async (remove) => {
    await rig.file([opening()]);
    control[remove]('SEC-1');

    expect(await rig.file([closing()])).toMatchObject({ filed: [{ outcome: 'nothing to close' }], failed: [] });
    expect(control.comments()).toEqual([]);
  });

  it('has its ticket opened and then closed when Linear was away for all of its life', async () => {
    expect(outcomes(await rig.file([closing(), opening()]))).toEqual(['opened', 'closed']);

    expect(control.issues()).toMatchObject([{ state: { type: 'completed' } }]);
    expect(control.comments()).toHaveLength(1);
  });
});

describe('lost answers', () => {
  it.each(['lost-answer', 'stalled-body', 'truncated-json'] as const)(
    '%s on a create leaves one ticket',
    async (kind) => {
      control.addFault({ provider: 'linear', operation: 'issueCreate', kind });

      expect(outcomes(await rig.file([opening()]))).toEqual(['opened']);
      expect(control.issues()).toHaveLength(1);
    },
  );

  it('a lost answer and a lost look after it leave one ticket once the activity is retried', async () => {
    control.addFault({ provider: 'linear', operation: 'issueCreate', kind: 'lost-answer' });
    control.addFault({ provider: 'linear', operation: 'issues', kind: 'drop' });

    await expect(rig.file([opening()])).rejects.toMatchObject({ type: 'Unavailable' });
    expect(outcomes(await rig.file([opening()], { attempt: 2 }))).toEqual(['joined']);
    expect(control.issues()).toHaveLength(1);
  });

  it.each(['lost-answer', 'stalled-body', 'truncated-json'] as const)(
    '%s on the closing leaves a closed ticket with one comment',
    async (kind) => {
      await rig.file([opening()]);
      control.addFault({ provider: 'linear', operation: 'issueUpdate', kind });

      expect(outcomes(await rig.file([closing()]))).toEqual(['closed']);
      expect(control.issues()).toMatchObject([{ state: { type: 'completed' } }]);
      expect(control.comments()).toHaveLength(1);
    },
  );

  it.each(['lost-answer', 'truncated-json'] as const)('%s on the comment leaves one comment', async (kind) => {
    await rig.file([opening()]);
    control.addFault({ provider: 'linear', operation: 'commentCreate', kind });

    expect(outcomes(await rig.file([closing()]))).toEqual(['closed']);
    expect(control.comments()).toHaveLength(1);
  });

  it('a closing that was never done is done by the retry', async () => {
    await rig.file([opening()]);
    control.addFault({ provider: 'linear', operation: 'issueUpdate', kind: 'drop' });

    await expect(rig.file([closing()])).rejects.toMatchObject({ type: 'Unavailable' });
    expect(control.comments()).toEqual([]);
    expect(outcomes(await rig.file([closing()], { attempt: 2 }))).toEqual(['closed']);
    expect(control.issues()).toMatchObject([{ state: { type: 'completed' } }]);
  });

  it('a worker that dies between closing and comment leaves the comment to the next attempt', async () => {
    await rig.file([opening()]);
    control.addFault({ provider: 'linear', operation: 'commentCreate', kind: 'drop' });
    await expect(rig.file([closing()])).rejects.toMatchObject({ type: 'Unavailable' });
    expect(control.issues()).toMatchObject([{ state: { type: 'completed' } }]);

    await rig.file([closing()], { attempt: 2 });
    expect(control.comments()).toHaveLength(1);
  });
});

describe('an order that cannot be carried out', () => {
  const good = opening({ insightId: 'good', severity: 'low' });

  it('waits as Conflict when another user has created the ticket before, marker and all, and holds up no other', async () => {
    const identity = identityOf(opening());
    const { credentialHash, eventHash } = ticketMarker(identity, `${identity}\nopened`);
    await createByHand(issueIdOf(opening()), `\`edgewarden:${credentialHash}/${eventHash}\``);
    becomeAnotherUser();

    expect(await rig.file([opening(), good])).toEqual({
      filed: [expect.objectContaining({ insightId: 'good', outcome: 'opened' })],
      failed: [
        {
          insightId: opening().insightId,
          episode: 1,
          action: 'open',
          since: opening().at,
          type: 'Conflict',
          message: containing('another user has created it'),
        },
      ],
      notTried: 0,
      warnings: [],
    });
  });

  it('waits as Conflict when what stands under its id lacks its marker', async () => {
    await createByHand(issueIdOf(opening()), 'hello');
    expect(await rig.file([opening()])).toMatchObject({
      failed: [{ type: 'Conflict', message: containing('marker') }],
    });
  });

  it('does not close a ticket of another user, nor one without its marker', async () => {
    await createByHand(issueIdOf(opening()), 'hello');
    expect(await rig.file([closing()])).toMatchObject({ filed: [], failed: [{ action: 'close', type: 'Conflict' }] });
    becomeAnotherUser();
    expect(await rig.file([closing()])).toMatchObject({ filed: [], failed: [{ action: 'close', type: 'Conflict' }] });

    expect(control.issues()).toMatchObject([{ completedAt: null }]);
    expect(control.comments()).toEqual([]);
  });

  it('waits as Conflict when another user has written its comment', async () => {
    await rig.file([opening()]);
    const id = linearCommentId(identityOf(closing()), 'resolved');
    const node = { id, createdAt: '2026-11-22T01:30:00.000Z', user: { id: OTHER_USER } };
    const body = { data: { comments: { nodes: [node] } } };
    control.addFault({ provider: 'linear', operation: 'comments', kind: { status: 200, body }, times: 'always' });

    expect(await rig.file([closing()])).toMatchObject({
      failed: [{ type: 'Conflict', message: containing('the id of the closing comment') }],
    });
    expect(control.issues()).toMatchObject([{ completedAt: null }]);
  });

  it.each(['deleteIssue', 'removeIssue'] as const)(
    'is not opened again after %s, and waits as NotFound',
    async (remove) => {
      await rig.file([opening()]);
      control[remove]('SEC-1');

      expect(await rig.file([opening(), good])).toMatchObject({
        filed: [{ insightId: 'good' }],
        failed: [{ type: 'NotFound', message: containing('Restore it from the trash') }],
      });
    },
  );

  it('is done once people have restored the deleted ticket', async () => {
    await rig.file([opening()]);
    control.deleteIssue('SEC-1');
    await rig.file([opening()]);
    await byHand('mutation ($id: String!) { issueUnarchive(id: $id) { success } }', { id: issueIdOf(opening()) });

    expect(outcomes(await rig.file([opening()]))).toEqual(['joined']);
  });

  it('is let go with its closing when the insight is resolved, and a warning says so', async () => {
    await createByHand(issueIdOf(opening()), 'hello');

    const result = await rig.file([opening(), closing()]);

    expect(result.filed).toMatchObject([
      { action: 'open', outcome: 'let go', ticket: null },
      { action: 'close', outcome: 'let go', ticket: null },
    ]);
    expect(result.failed).toEqual([]);
    expect(result.warnings).toEqual([containing('1 insights were resolved before a ticket')]);
  });

  it('keeps its closing waiting with it while it only fails in passing', async () => {
    const fault = { provider: 'linear', operation: 'issueCreate', kind: { status: 503 } } as const;
    control.addFault(fault);

    const result = await rig.file([opening(), closing(), { ...good, at: '2026-11-24T00:00:00Z' }], { attempt: 4 });

    expect(result.failed).toMatchObject([
      { action: 'open', type: 'Unavailable' },
      { action: 'close', type: 'Unavailable' },
    ]);
    expect(outcomes(result)).toEqual(['opened']);
    expect(outcomes(await rig.file([opening(), closing()]))).toEqual(['opened', 'closed']);
  });

  it.each(['viewer', 'issues', 'comments', 'commentCreate', 'workflowStates', 'issueUpdate'])(
    'waits as Refused when permission forbids %s on its ticket, and holds up no other',
    async (operation) => {
      await rig.file([opening()]);
      control.addFault({ provider: 'linear', operation, kind: FORBIDDEN });

      expect(await rig.file([good, closing()])).toMatchObject({
        filed: [{ insightId: 'good', outcome: 'opened' }],
        failed: [{ type: 'Refused', message: containing('delete the ticket: the order ends with it') }],
      });
    },
  );

  it('waits as Refused when the team of its ticket has no state for what is done', async () => {
    await rig.file([opening()]);
    const body = { data: { workflowStates: { nodes: [{ id: 's', type: 'started', position: 1 }] } } };
    control.addFault({ provider: 'linear', operation: 'workflowStates', kind: { status: 200, body } });

    expect(await rig.file([closing()])).toMatchObject({
      failed: [{ type: 'Refused', message: containing('Close the ticket by hand') }],
    });
    expect(control.comments()).toEqual([]);
  });
});

describe('a failure of Linear as a whole', () => {
  it('ends the attempt at once when the key is rejected, and does not say the key', async () => {
    const error: unknown = await rig.file([opening()], { apiKey: 'lin_api_WRONG' }).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ type: 'AuthRejected', nonRetryable: true });
    expect(String(error)).not.toContain('lin_api_WRONG');
  });

  it('names the setting when the team does not exist', async () => {
    await expect(rig.file([opening()], { tickets: { team: 'NOPE' } })).rejects.toMatchObject({
      type: 'Misconfigured',
      message: containing('insightsSync.tickets.team'),
    });
  });

  it('asks Temporal for the pause of a rate limit, and files the others first', async () => {
    control.addFault({
      provider: 'linear',
      operation: 'issueCreate',
      kind: { rateLimited: 'with-retry-after', retryAfterS: 7, status: 400 },
    });
    const orders = [opening({ insightId: 'one' }), opening({ insightId: 'two' })];

    await expect(rig.file(orders)).rejects.toMatchObject({ type: 'RateLimited', nextRetryDelay: 7_000 });

    expect(control.issues()).toHaveLength(1);
    expect(outcomes(await rig.file(orders, { attempt: 2 })).sort()).toEqual(['joined', 'opened']);
    expect(control.issues()).toHaveLength(2);
  });

  it('fails as a whole in an outage, at any attempt', async () => {
    const orders = [opening({ insightId: 'one' }), opening({ insightId: 'two' })];
    control.addFault({ provider: 'linear', kind: { status: 503 }, times: 'always' });

    await expect(rig.file(orders)).rejects.toMatchObject({ type: 'Unavailable' });
    await expect(rig.file(orders, { attempt: 9 })).rejects.toMatchObject({ type: 'Unavailable' });
  });

  it('stops with its run when it is cancelled', async () => {
    control.addFault({ provider: 'linear', kind: { delayMs: 60_000 } });
    const orders = await rig.stage(`${JSON.stringify(opening())}\n`);
    const environment = attemptNumber(1);
    const { fileInsightTickets } = rig.activities();

    const running = environment.run(fileInsightTickets, { account: 'acme', orders, runStart: RUN_START });
    environment.cancel();

    await expect(running).rejects.toThrow(/cancel/i);
    expect(control.issues()).toEqual([]);
  });

  it('says which account the settings lack', async () => {
    const { fileInsightTickets } = rig.activities();
    const input = { account: 'unknown', orders: 'staging/x', runStart: RUN_START };
    await expect(attemptNumber(1).run(fileInsightTickets, input)).rejects.toMatchObject({ type: 'Misconfigured' });
  });
});

describe('a run', () => {
  it('files fifty of a flood, the most severe first, and no summary', async () => {
    const flood = Array.from({ length: 60 }, (_, n) =>
      opening({ insightId: `i${n}`, severity: n < 55 ? 'low' : 'critical' }),
    );

    const { filed, failed, notTried } = await rig.file(flood);

    expect({ filed: filed.length, failed, notTried }).toEqual({ filed: 50, failed: [], notTried: 10 });
    expect(control.issues()).toHaveLength(50);
    expect(control.issues().filter(({ priority }) => priority === 1)).toHaveLength(5);
  });

  it('asks once whose key it is and once for the state of what is done', async () => {
    const ids = ['one', 'two', 'three', 'four'];
    await rig.file(ids.map((insightId) => opening({ insightId })));
    control.clearRequests();

    await rig.file(ids.map((insightId) => closing({ insightId })));

    const asked = control.requests({ provider: 'linear' }).map(({ operation }) => operation);
    expect(control.comments()).toHaveLength(4);
    expect(asked.filter((operation) => operation === 'viewer').length).toBeLessThanOrEqual(2);
    expect(asked.filter((operation) => operation === 'workflowStates').length).toBeLessThanOrEqual(2);
  });

  it('lets orders go when its account wants no tickets any more, without a word to Linear', async () => {
    const result = await rig.file([opening(), closing({ insightId: 'other' })], { wanted: false });

    expect(outcomes(result)).toEqual(['let go', 'let go']);
    expect(result.warnings).toEqual([containing('insightsSync.tickets is not set any more')]);
    expect(control.requests({ provider: 'linear' })).toEqual([]);
  });

  it('leaves lines that it cannot read to another version, files the others and says so', async () => {
    const orders = await rig.stage(`{"schema":99}\n${JSON.stringify(opening())}\n`);
    const { fileInsightTickets } = rig.activities();

    expect(
      await attemptNumber(1).run(fileInsightTickets, { account: 'acme', orders, runStart: RUN_START }),
    ).toMatchObject({
      filed: [{ outcome: 'opened' }],
      notTried: 1,
      warnings: [containing('1 ticket orders cannot be read')],
    });
  });
});

describe("strangers' text", () => {
  const saying = (text: string, insightId: string): Partial<InsightTicketOrder> => ({
    insightId,
    reportedSeverity: text,
    issueType: text,
    issueClass: text,
    subject: text,
    zoneId: text,
    since: text,
    resolveText: text,
    resolveLink: text,
  });

  it('leaves the structure of what arrives in the tracker unchanged, and its outcome too', async () => {
    const texts = ['harmless text', ...HOSTILE_TEXTS.slice(0, 48)];
    await rig.file(texts.map((text, n) => opening(saying(text, `i${n}`))));
    const closed = await rig.file(texts.map((text, n) => closing(saying(text, `i${n}`))));

    expect(new Set(outcomes(closed))).toEqual(new Set(['closed']));
    const outlines = new Set(control.issues().map(({ description }) => outlineOf(description).join('\n')));
    const comments = new Set(control.comments().map(({ body }) => outlineOf(body).join('\n')));
    expect(control.issues()).toHaveLength(texts.length);
    expect({ outlines: outlines.size, comments: comments.size }).toEqual({ outlines: 1, comments: 1 });
  });

  it('and the key of Linear are in no result and no failure', async () => {
    const planted = 'PLANTED-WORD';
    const order = opening(saying(planted, 'id'));
    const done = await rig.file([order]);
    control.addFault({ provider: 'linear', operation: 'issueUpdate', kind: FORBIDDEN });
    const failed = await rig.file([closing(saying(planted, 'id'))]);
    control.addFault({
      provider: 'linear',
      operation: 'commentCreate',
      kind: { status: 500, body: { text: planted } },
      times: 'always',
    });
    const thrown: unknown = await rig.file([closing(saying(planted, 'id'))]).catch((error: unknown) => error);

    const { ticket } = done.filed[0]!;
    const seen = JSON.stringify([{ ...done.filed[0], ticket: { ...ticket, url: '' } }, failed, String(thrown)]);
    expect(failed.failed).toHaveLength(1);
    expect(String(thrown)).toContain('adding a comment');
    expect(seen).not.toContain(planted);
    expect(seen).not.toContain(STORY_SETTING.linear.apiKey);
  });
});
