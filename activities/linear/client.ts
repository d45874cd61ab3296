import type { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import type { TicketPriority } from '../../domain/review-ticket';
import type { TicketReference } from '../shared/assessed-record';
import { failure } from '../shared/failure';
import { DOCUMENTS } from './documents';
import { exchange } from './exchange';
import { dataOf, failureOf, type LinearProblem } from './problem';
import { SCHEMAS } from './schemas';

export interface LinearClientOptions {
  /** Without `/graphql`: `https://api.linear.app`. Plain HTTP works for this machine only. */
  readonly baseUrl: string;
  /** Personal API key. */
  readonly apiKey: string;
  /** Bounds one request, body included. Default 20 s. */
  readonly fetchTimeoutMs?: number;
  readonly nowMs?: () => number;
}

/** A ticket as it is now. */
export interface LinearIssue extends TicketReference {
  readonly description: string;
  readonly teamId: string;
  /** In the trash: will be gone for good, and cannot be written to. */
  readonly deleted: boolean;
  readonly archived: boolean;
  /** When it was completed, cancelled or archived, ISO 8601 UTC; undefined while it is open. */
  readonly closedAt: string | undefined;
}

export interface NewIssue {
  /** Chosen by us, see `linearIssueId`. */
  readonly id: string;
  readonly teamId: string;
  readonly title: string;
  readonly description: string;
  readonly priority: TicketPriority;
  readonly labelIds: readonly string[];
  readonly assigneeId: string | undefined;
}

/** What became of a create: the id may be taken, and labels or the assignee may have vanished since they were looked up. */
export type CreateOutcome =
  | { readonly state: 'created'; readonly ticket: TicketReference }
  | { readonly state: 'exists' }
  | { readonly state: 'option-missing'; readonly option: 'label' | 'assignee' };

/**
 * Linear as far as we use it. Nothing is retried in here; every write carries an id of ours and may be repeated.
 *
 * All of them throw ApplicationFailure `AuthRejected`, `Misconfigured`, `Refused`, `RateLimited`, `Unavailable` or
 * `UnexpectedAnswer`, and the signal's reason once it has fired. No failure quotes a body, what was sent, or the key.
 * @see docs/sources.md#linear
 */
export interface LinearTickets {
  /** Id of the team with this key. @throws ApplicationFailure `Misconfigured` when there is none */
  teamId(key: string, signal: AbortSignal): Promise<string>;
  /** Ids of the labels with these names that the team may use: its own and those of the workspace. */
  labelIds(
    teamId: string,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly ids: string[]; readonly missing: string[] }>;
  /** Id of the active user with this address; undefined when there is none. */
  userId(email: string, signal: AbortSignal): Promise<string | undefined>;
  createIssue(issue: NewIssue, signal: AbortSignal): Promise<CreateOutcome>;
  /** The ticket with this id, archived and deleted ones too; undefined when there is none. */
  issue(id: string, signal: AbortSignal): Promise<LinearIssue | undefined>;
  /** Takes a closed ticket out of the archive and back into the first state of its team that is not begun. */
  reopenIssue(issue: LinearIssue, signal: AbortSignal): Promise<void>;
  /** Done as well when a comment with this id is there already. @throws ApplicationFailure `NotFound` without the ticket */
  createComment(
    comment: { readonly id: string; readonly issueId: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<void>;
  hasComment(id: string, signal: AbortSignal): Promise<boolean>;
}

type Operation = keyof typeof DOCUMENTS;
type Answer<O extends Operation> = z.infer<(typeof SCHEMAS)[O]>;

/** In our words, for the first line of a failure. */
const WHAT: Readonly<Record<Operation, string>> = {
  team: 'looking up the team',
  labels: 'looking up labels',
  user: 'looking up the assignee',
  issueCreate: 'creating a ticket',
  issueById: 'reading a ticket',
  states: "reading the team's states",
  issueUnarchive: 'taking a ticket out of the archive',
  issueReopen: 'reopening a ticket',
  commentCreate: 'adding a comment',
  commentById: 'reading a comment',
};

/** Linear's numbers do not rise with urgency. */
const PRIORITY: Readonly<Record<TicketPriority, number>> = { none: 0, urgent: 1, high: 2, medium: 3, low: 4 };

/** States to reopen a ticket into, the best first. */
const OPEN_STATES = ['unstarted', 'backlog', 'triage'] as const;

const DEFAULT_TIMEOUT_MS = 20_000;

export function createLinearClient(options: LinearClientOptions): LinearTickets {
  const { baseUrl, apiKey, fetchTimeoutMs = DEFAULT_TIMEOUT_MS, nowMs = Date.now } = options;
  const wire = { apiUrl: `${baseUrl}/graphql`, apiKey, fetchTimeoutMs };

  async function attempt<O extends Operation>(
    operation: O,
    variables: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<{ readonly data: Answer<O> } | LinearProblem> {
    const answer = await exchange(WHAT[operation], DOCUMENTS[operation], variables, wire, signal);
    const outcome = dataOf(answer, nowMs());
    if ('kind' in outcome) return outcome;
    const parsed = SCHEMAS[operation].safeParse(outcome.data);
    if (!parsed.success) throw unexpected(WHAT[operation], parsed.error);
    return { data: parsed.data as Answer<O> };
  }

  async function request<O extends Operation>(
    operation: O,
    variables: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<Answer<O>> {
    const outcome = await attempt(operation, variables, signal);
    if ('kind' in outcome) throw failureOf(WHAT[operation], outcome);
    return outcome.data;
  }

  return {
    async teamId(key, signal) {
      const { teams } = await request('team', { key }, signal);
      const [team] = teams.nodes;
      if (team !== undefined) return team.id;
      throw failure(
        FailureType.Misconfigured,
        `${WHAT.team}: there is no team with the key "${key}", or the API key cannot see it`,
        'Check tokenWatch.tickets.team: the letters before the number in the identifiers of its tickets',
        { provider: 'linear' },
      );
    },

    async labelIds(teamId, names, signal) {
      if (names.length === 0) return { ids: [], missing: [] };
      const { issueLabels } = await request('labels', { names }, signal);
      const usable = issueLabels.nodes.filter(
        ({ team, isGroup }) => isGroup !== true && (team?.id ?? teamId) === teamId,
      );
      const idOf = new Map(usable.map(({ name, id }) => [name, id]));
      return {
        ids: names.flatMap((name) => idOf.get(name) ?? []),
        missing: names.filter((name) => !idOf.has(name)),
      };
    },

    async userId(email, signal) {
      const { users } = await request('user', { email }, signal);
      return users.nodes.find(({ active }) => active)?.id;
    },

    async createIssue({ id, teamId, title, description, priority, labelIds, assigneeId }, signal) {
      const input = {
        id,
        teamId,
        title,
        description,
        priority: PRIORITY[priority],
        labelIds,
        ...(assigneeId === undefined ? {} : { assigneeId }),
      };
      const outcome = await attempt('issueCreate', { input }, signal);
      if (!('kind' in outcome)) {
        const { success, issue } = outcome.data.issueCreate;
        if (success && issue) return { state: 'created', ticket: issue };
        throw notDone(WHAT.issueCreate);
      }
      if (outcome.kind === 'exists') return { state: 'exists' };
      if (outcome.kind === 'missing' && /label$/.test(outcome.entity))
        return { state: 'option-missing', option: 'label' };
      if (outcome.kind === 'missing' && outcome.entity === 'user')
        return { state: 'option-missing', option: 'assignee' };
      throw failureOf(WHAT.issueCreate, outcome);
    },

    async issue(id, signal) {
      const { issues } = await request('issueById', { ids: [id] }, signal);
      const [found] = issues.nodes;
      if (found === undefined) return undefined;
      const { identifier, url, description, team, trashed, archivedAt, completedAt, canceledAt } = found;
      return {
        id: found.id,
        identifier,
        url,
        description: description ?? '',
        teamId: team.id,
        deleted: trashed === true,
        archived: archivedAt !== undefined && archivedAt !== null,
        closedAt: completedAt ?? canceledAt ?? archivedAt ?? undefined,
      };
    },

    async reopenIssue({ id, teamId, archived }, signal) {
      const { workflowStates } = await request('states', { teamId }, signal);
      const states = [...workflowStates.nodes].sort((a, b) => a.position - b.position);
      const state = OPEN_STATES.map((type) => states.find((candidate) => candidate.type === type)).find(
        (found) => found !== undefined,
      );
      if (state === undefined) {
        throw failure(
          FailureType.Misconfigured,
          `${WHAT.issueReopen}: its team has no state of type ${OPEN_STATES.join(', ')}`,
          "Add such a state to the team's workflow in Linear",
          { provider: 'linear' },
        );
      }
      if (archived) {
        const { issueUnarchive } = await request('issueUnarchive', { id }, signal);
        if (!issueUnarchive.success) throw notDone(WHAT.issueUnarchive);
      }
      const { issueUpdate } = await request('issueReopen', { id, stateId: state.id }, signal);
      if (!issueUpdate.success) throw notDone(WHAT.issueReopen);
    },

    async createComment(input, signal) {
      const outcome = await attempt('commentCreate', { input }, signal);
      if (!('kind' in outcome)) {
        if (!outcome.data.commentCreate.success) throw notDone(WHAT.commentCreate);
        return;
      }
      if (outcome.kind !== 'exists') throw failureOf(WHAT.commentCreate, outcome);
    },

    async hasComment(id, signal) {
      const { comments } = await request('commentById', { id }, signal);
      return comments.nodes.length > 0;
    },
  };
}

/** `success: false` without an error: neither done nor refused. */
function notDone(what: string): Error {
  return failure(
    FailureType.UnexpectedAnswer,
    `${what}: Linear answers success: false and gives no reason`,
    'It is tried twice more with the same identity; report it to Linear if it goes on',
    { provider: 'linear' },
  );
}

function unexpected(what: string, error: z.ZodError): Error {
  const [issue] = error.issues;
  return failure(
    FailureType.UnexpectedAnswer,
    `${what}: the answer has another shape than documented (${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'unreadable'})`,
    'It is tried twice more; if it goes on, the API has changed and Edgewarden needs an update',
    { provider: 'linear' },
  );
}
