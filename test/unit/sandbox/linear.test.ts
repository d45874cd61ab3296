import { WORKSPACE } from '../../../sandbox/story/workspace';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { dataAt, ISSUE_BY_ID, ISSUE_CREATE, issueInput, linear, useSandbox } from './clients';

const sandboxOf = useSandbox();
const ID = '3a80a35c-62b9-4f84-b280-b8dd7d80b1fd';
const ISSUE_UPDATE = `mutation($id: String!, $input: IssueUpdateInput!) {
  issueUpdate(id: $id, input: $input) { success issue { id completedAt canceledAt state { type } labels { nodes { name } } } } }`;
const COMMENT_CREATE = `mutation($input: CommentCreateInput!) { commentCreate(input: $input) { success comment { id } } }`;
const stateOf = (type: string) =>
  WORKSPACE.states.find((state) => state.type === type && state.teamId === STORY_SETTING.linear.teamId)?.id;

describe('access', () => {
  it('wants the API key bare', async () => {
    const sandbox = await sandboxOf();

    const bearer = await linear(sandbox, '{ viewer { id } }', {}, `Bearer ${STORY_SETTING.linear.apiKey}`);
    const unknown = await linear(sandbox, '{ viewer { id } }', {}, 'lin_api_other');

    expect(bearer.status).toBe(400);
    expect(unknown).toMatchObject({
      status: 401,
      body: { errors: [{ extensions: { code: 'AUTHENTICATION_ERROR' } }] },
    });
  });

  it('counts requests in its headers, with the reset in milliseconds', async () => {
    const sandbox = await sandboxOf({ story: 'empty', now: () => 1_000 });

    const { headers } = await linear(sandbox, '{ viewer { id } }');

    expect(headers.get('x-ratelimit-requests-remaining')).toBe('2499');
    expect(headers.get('x-ratelimit-requests-reset')).toBe('3601000');
  });

  it('refuses as RATELIMITED when its budget is enforced and spent', async () => {
    const sandbox = await sandboxOf({ story: 'empty', linear: { requestsPerHour: 1 } });
    await linear(sandbox, '{ viewer { id } }');

    const { status, body } = await linear(sandbox, '{ viewer { id } }');

    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions['code']).toBe('RATELIMITED');
  });

  it('refuses a field that its schema does not have', async () => {
    const { status, body } = await linear(await sandboxOf(), '{ viewer { shoeSize } }');

    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toContain('shoeSize');
  });
});

describe('tickets', () => {
  it('honours the id that the client chose, and numbers the ticket', async () => {
    const sandbox = await sandboxOf();

    const created = await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID, title: 'Review new token' }));

    expect(dataAt(created, 'issueCreate')).toMatchObject({ success: true, issue: { id: ID, identifier: 'SEC-1' } });
    expect(dataAt(created, 'issueCreate', 'issue', 'url')).toBe(`${sandbox.url}/linear/issue/SEC-1/review-new-token`);
    expect(sandbox.control.issues()).toMatchObject([{ id: ID, state: { type: 'triage' } }]);
  });

  it.each([200, 400] as const)(
    'answers a taken id with a conflict and HTTP %i, and changes nothing',
    async (conflictStatus) => {
      const sandbox = await sandboxOf({ story: 'empty', linear: { conflictStatus } });
      await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID, title: 'First' }));

      const { status, body } = await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID, title: 'Second' }));

      expect(status).toBe(conflictStatus);
      expect(body).toMatchObject({
        data: null,
        errors: [
          {
            message: 'conflict on insert of Issue',
            extensions: { code: 'INPUT_ERROR', userPresentableMessage: `Entity Issue with id ${ID} already exists.` },
          },
        ],
      });
      expect(sandbox.control.issues()).toMatchObject([{ title: 'First' }]);
    },
  );

  it.each([
    ['Team', { teamId: ID }],
    ['IssueLabel', { labelIds: [ID] }],
    ['User', { assigneeId: ID }],
    ['WorkflowState', { stateId: ID }],
  ])('names a %s that does not exist', async (what, input) => {
    const sandbox = await sandboxOf();

    const { body } = await linear(sandbox, ISSUE_CREATE, issueInput(input));

    expect(body.errors?.[0]?.message).toBe(`Entity not found: ${what}`);
    expect(sandbox.control.issues()).toEqual([]);
  });

  it("refuses another team's label", async () => {
    const foreign = WORKSPACE.labels.find(
      ({ name, teamId }) => name === 'Token review' && teamId !== STORY_SETTING.linear.teamId,
    );

    const { body } = await linear(await sandboxOf(), ISSUE_CREATE, issueInput({ labelIds: [foreign?.id] }));

    expect(body.errors?.[0]?.extensions['userPresentableMessage']).toBe('labelIds for incorrect team');
  });

  it('refuses an id that is no version 4 UUID', async () => {
    const { body } = await linear(await sandboxOf(), ISSUE_CREATE, issueInput({ id: 'my-own-id' }));

    expect(body.errors?.[0]?.extensions['code']).toBe('INPUT_ERROR');
  });

  it('stamps the end of a ticket by the type of its state and takes it back when it is opened again', async () => {
    const sandbox = await sandboxOf({ story: 'empty', now: () => Date.parse('2026-11-22T10:00:00Z') });
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }));
    const move = async (type: string) =>
      dataAt(
        await linear(sandbox, ISSUE_UPDATE, { id: ID, input: { stateId: stateOf(type) } }),
        'issueUpdate',
        'issue',
      );

    expect(await move('completed')).toMatchObject({ completedAt: '2026-11-22T10:00:00.000Z', canceledAt: null });
    expect(await move('unstarted')).toMatchObject({
      completedAt: null,
      canceledAt: null,
      state: { type: 'unstarted' },
    });
    expect(await move('canceled')).toMatchObject({ completedAt: null, canceledAt: '2026-11-22T10:00:00.000Z' });
  });

  it('adds and removes single labels without touching the others', async () => {
    const sandbox = await sandboxOf();
    const [, cloudflare = '', review = '', incident = ''] = WORKSPACE.labels.map(({ id }) => id);
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID, labelIds: [cloudflare, review] }));

    const updated = await linear(sandbox, ISSUE_UPDATE, {
      id: ID,
      input: { addedLabelIds: [incident], removedLabelIds: [review] },
    });

    expect(dataAt(updated, 'issueUpdate', 'issue', 'labels', 'nodes')).toEqual([
      { name: 'Cloudflare' },
      { name: 'Incident' },
    ]);
  });

  it('gives an empty list for an id that nobody used, and an error where one issue is asked for', async () => {
    const sandbox = await sandboxOf();

    expect(dataAt(await linear(sandbox, ISSUE_BY_ID, { ids: [ID] }), 'issues', 'nodes')).toEqual([]);
    const single = await linear(sandbox, 'query($id: String!) { issue(id: $id) { id } }', { id: ID });
    expect(single.body).toMatchObject({ data: null, errors: [{ message: 'Entity not found: Issue' }] });
  });

  it('shows a deleted ticket only with archived ones and keeps its id taken', async () => {
    const sandbox = await sandboxOf();
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }));
    sandbox.control.deleteIssue('SEC-1');

    const listed = await linear(sandbox, '{ issues { nodes { id } } }');
    const withArchived = await linear(sandbox, ISSUE_BY_ID, { ids: [ID] });
    const again = await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }));

    expect(dataAt(listed, 'issues', 'nodes')).toEqual([]);
    expect(dataAt(withArchived, 'issues', 'nodes')).toMatchObject([
      { id: ID, trashed: true, archivedAt: expect.stringContaining('T') as unknown },
    ]);
    expect(again.body.errors?.[0]?.message).toBe('conflict on insert of Issue');
  });

  it('never shows a purged ticket again and keeps its id taken', async () => {
    const sandbox = await sandboxOf();
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }));
    sandbox.control.removeIssue(ID);

    expect(dataAt(await linear(sandbox, ISSUE_BY_ID, { ids: [ID] }), 'issues', 'nodes')).toEqual([]);
    expect((await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }))).body.errors?.[0]?.message).toContain(
      'conflict',
    );
  });

  it('closes a ticket at the time that it is told', async () => {
    const sandbox = await sandboxOf();
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }));

    sandbox.control.closeIssue('SEC-1', Date.parse('2026-11-22T08:00:00Z'), 'canceled');

    expect(sandbox.control.issues()).toMatchObject([
      { canceledAt: '2026-11-22T08:00:00.000Z', state: { type: 'canceled' } },
    ]);
  });
});

describe('comments and attachments', () => {
  it('honours the id of a comment and refuses it a second time', async () => {
    const sandbox = await sandboxOf();
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }));
    const input = { id: '4b91b46d-73ca-4f95-8391-c9ee8e91c2ae', issueId: ID, body: 'Again.' };

    expect(dataAt(await linear(sandbox, COMMENT_CREATE, { input }), 'commentCreate', 'comment')).toEqual({
      id: input.id,
    });
    expect((await linear(sandbox, COMMENT_CREATE, { input })).body.errors?.[0]?.message).toBe(
      'conflict on insert of Comment',
    );
    const found = await linear(
      sandbox,
      'query($ids: [ID!]!) { comments(filter: { id: { in: $ids } }) { nodes { id body issue { id } } } }',
      { ids: [input.id] },
    );
    expect(dataAt(found, 'comments', 'nodes')).toEqual([{ id: input.id, body: 'Again.', issue: { id: ID } }]);
  });

  it('replaces an attachment of the same ticket and address', async () => {
    const sandbox = await sandboxOf();
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID }));
    const attach = (title: string) =>
      linear(
        sandbox,
        'mutation($input: AttachmentCreateInput!) { attachmentCreate(input: $input) { attachment { id } } }',
        {
          input: { issueId: ID, url: 's3://evidence/key.json', title },
        },
      );

    const [first, second] = [await attach('Archive'), await attach('Archived event')];

    expect(second.body).toEqual(first.body);
    expect(sandbox.control.attachments()).toMatchObject([{ title: 'Archived event' }]);
  });
});

describe('what a ticket refers to', () => {
  it('finds a team by key with its states and labels', async () => {
    const found = await linear(
      await sandboxOf(),
      'query($key: String!) { teams(filter: { key: { eq: $key } }) { nodes { id states { nodes { name type position } } labels { nodes { name } } } } }',
      { key: 'SEC' },
    );

    expect(dataAt(found, 'teams', 'nodes')).toMatchObject([
      {
        id: STORY_SETTING.linear.teamId,
        states: { nodes: { 4: { name: 'Done', type: 'completed', position: 4 } } },
        labels: { nodes: [{ name: 'Token review' }, { name: 'Incident' }] },
      },
    ]);
  });

  it('finds labels by name in a team and in the workspace', async () => {
    const sandbox = await sandboxOf();
    const names = async (filter: string) =>
      dataAt(
        await linear(sandbox, `{ issueLabels(filter: ${filter}) { nodes { name team { key } } } }`),
        'issueLabels',
        'nodes',
      );

    expect(await names('{ name: { eq: "Token review" }, team: { key: { eq: "SEC" } } }')).toEqual([
      { name: 'Token review', team: { key: 'SEC' } },
    ]);
    expect(await names('{ name: { eqIgnoreCase: "cloudflare" }, team: { null: true } }')).toEqual([
      { name: 'Cloudflare', team: null },
    ]);
  });

  it('finds active users by e-mail', async () => {
    const sandbox = await sandboxOf();
    const byMail = async (email: string) =>
      dataAt(
        await linear(
          sandbox,
          'query($email: String!) { users(filter: { email: { eq: $email } }) { nodes { displayName } } }',
          { email },
        ),
        'users',
        'nodes',
      );

    expect(await byMail('oncall@example.com')).toEqual([{ displayName: 'olivia' }]);
    expect(await byMail('erin@example.com')).toEqual([]);
  });
});

describe('pages for people', () => {
  it('shows a ticket with its text rendered and its title escaped', async () => {
    const sandbox = await sandboxOf();
    await linear(sandbox, ISSUE_CREATE, issueInput({ id: ID, title: '<b>Review</b>', description: '- [ ] Revoke' }));
    await linear(sandbox, COMMENT_CREATE, { input: { issueId: ID, body: '**Again**' } });

    const page = await (await fetch(`${sandbox.url}/linear/issue/SEC-1`)).text();

    expect(page).toContain('&lt;b&gt;Review&lt;/b&gt;');
    expect(page).toContain('role="checkbox" aria-checked="false"');
    expect(page).toContain('<strong>Again</strong>');
  });

  it('lists the tickets of a team', async () => {
    const sandbox = await sandboxOf();
    await linear(sandbox, ISSUE_CREATE, issueInput({ title: 'Review new token' }));

    expect(await (await fetch(`${sandbox.url}/linear/team/SEC`)).text()).toContain('Review new token');
    expect((await fetch(`${sandbox.url}/linear/issue/SEC-9`)).status).toBe(404);
  });
});
