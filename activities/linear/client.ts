import type { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import type { TicketPriority } from '../../domain/review-ticket';
import type { TicketReference } from '../shared/assessed-record';
import { failure } from '../shared/failure';
import { DOCUMENTS } from './documents';
import { exchange } from './exchange';
import { dataOf, failureOf, type LinearProblem } from './problem';
import { SCHEMAS } from './schemas';
import { TOKEN_TICKETS, type TicketWords } from './ticket-words';

export interface LinearClientOptions {
  /** Without `/graphql`: `https://api.linear.app`. Plain HTTP works for this machine only. */
  readonly baseUrl: string;
  /** Personal API key. */
  readonly apiKey: string;
  /** How failures speak of the tickets. Default: those of tokens. */
  readonly words?: TicketWords;
  /** Bounds one request, body included. Default 20 s. */
  readonly fetchTimeoutMs?: number;
  readonly nowMs?: () => number;
}

/** A ticket as it is now. */
export interface LinearIssue extends TicketReference {
  readonly description: string;
  readonly teamId: string;
  /** User who created it; undefined when Linear names none. */
  readonly creatorId: string | undefined;
  /** In the trash: will be gone for good, and cannot be written to. */
  readonly deleted: boolean;
  readonly archived: boolean;
  /** When it was completed, cancelled or archived, ISO 8601 UTC; undefined while it is open. */
  readonly closedAt: string | undefined;
}

export interface LinearComment {
  /** When it was written, ISO 8601 UTC, as its author says. */
  readonly commentedAt: string;
  /** User who wrote it; undefined when Linear names none. */
  readonly authorId: string | undefined;
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
 * `UnexpectedAnswer`, and the signal's reason once it has fired. No failure quotes a body, what was sent, or the key. What
 * Linear will not do to a ticket that is there is `Refused`, unless it rejects the key: it concerns that ticket alone.
 * @see docs/sources.md#linear
 */
export interface LinearTickets {
  /** What failures call these tickets and their settings. */
  readonly words: TicketWords;
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
  /** Id of the user whose API key this is. */
  viewerId(signal: AbortSignal): Promise<string>;
  createIssue(issue: NewIssue, signal: AbortSignal): Promise<CreateOutcome>;
  /** The ticket with this id, archived and deleted ones too; undefined when there is none. */
  issue(id: string, signal: AbortSignal): Promise<LinearIssue | undefined>;
  /**
   * Takes a closed ticket out of the archive and back into the first state of its team that is not begun.
   * @throws ApplicationFailure `Refused` when its team has no such state
   */
  reopenIssue(issue: LinearIssue, signal: AbortSignal): Promise<void>;
  /**
   * Id of the first state of the team in which a ticket is done.
   * @throws ApplicationFailure `Refused` when the team has none
   */
  completedStateId(teamId: string, signal: AbortSignal): Promise<string>;
  /** Moves a ticket into a state of its team. */
  closeIssue(id: string, stateId: string, signal: AbortSignal): Promise<void>;
  /** `exists`: a comment with this id is or was there already. @throws ApplicationFailure `NotFound` without the ticket */
  createComment(
    comment: { readonly id: string; readonly issueId: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<'created' | 'exists'>;
  /** The comment with this id; undefined when there is none. */
  comment(id: string, signal: AbortSignal): Promise<LinearComment | undefined>;
}

type Operation = keyof typeof DOCUMENTS;
type Answer<O extends Operation> = z.infer<(typeof SCHEMAS)[O]>;

/** In our words, for the first line of a failure. */
const WHAT: Readonly<Record<Operation, string>> = {
  team: 'looking up the team',
  labels: 'looking up labels',
  user: 'looking up the assignee',
  viewer: 'asking whose API key it is',
  issueCreate: 'creating a ticket',
  issueById: 'reading a ticket',
  states: "reading the team's states",
  issueUnarchive: 'taking a ticket out of the archive',
  issueReopen: 'reopening a ticket',
  issueClose: 'closing a ticket',
  commentCreate: 'adding a comment',
  commentById: 'reading a comment',
};

/** Made only once a ticket is there: what Linear will not do then says nothing about other tickets. */
const FOR_ONE_TICKET: ReadonlySet<Operation> = new Set([
  'viewer',
  'issueById',
  'states',
  'issueUnarchive',
  'issueReopen',
  'issueClose',
  'commentCreate',
  'commentById',
]);

/** Linear's numbers do not rise with urgency. */
const PRIORITY: Readonly<Record<TicketPriority, number>> = { none: 0, urgent: 1, high: 2, medium: 3, low: 4 };

/** States to reopen a ticket into, the best first. */
const OPEN_STATES = ['unstarted', 'backlog', 'triage'] as const;

const DEFAULT_TIMEOUT_MS = 20_000;

export function createLinearClient(options: LinearClientOptions): LinearTickets {
  const { baseUrl, apiKey, words = TOKEN_TICKETS, fetchTimeoutMs = DEFAULT_TIMEOUT_MS, nowMs = Date.now } = options;
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
    if ('kind' in outcome) throw failureFor(operation, outcome);
    return outcome.data;
  }

  function failureFor(operation: Operation, problem: LinearProblem): Error {
    return failureOf(WHAT[operation], problem, FOR_ONE_TICKET.has(operation) ? 'one ticket' : 'all tickets', words);
  }

  /** The team's states, in the order of its board. */
  async function statesOf(teamId: string, signal: AbortSignal) {
    const { workflowStates } = await request('states', { teamId }, signal);
    return [...workflowStates.nodes].sort((a, b) => a.position - b.position);
  }

  return {
    words,

    async teamId(key, signal) {
      const { teams } = await request('team', { key }, signal);
      const [team] = teams.nodes;
      if (team !== undefined) return team.id;
      throw failure(
        FailureType.Misconfigured,
        `${WHAT.team}: there is no team with the key "${key}", or the API key cannot see it`,
        `Check ${words.settings}.team: the letters before the number in the identifiers of its tickets`,
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

    async viewerId(signal) {
      const { viewer } = await request('viewer', {}, signal);
      return viewer.id;
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
      throw failureFor('issueCreate', outcome);
    },

    async issue(id, signal) {
      const { issues } = await request('issueById', { ids: [id] }, signal);
      const [found] = issues.nodes;
      if (found === undefined) return undefined;
      const { identifier, url, description, team, creator, trashed, archivedAt, completedAt, canceledAt } = found;
      return {
        id: found.id,
        identifier,
        url,
        description: description ?? '',
        teamId: team.id,
        creatorId: creator?.id,
        deleted: trashed === true,
        archived: archivedAt !== undefined && archivedAt !== null,
        closedAt: completedAt ?? canceledAt ?? archivedAt ?? undefined,
      };
    },

    async reopenIssue({ id, teamId, archived }, signal) {
      const states = await statesOf(teamId, signal);
      const state = OPEN_STATES.map((type) => states.find((candidate) => candidate.type === type)).find(
        (found) => found !== undefined,
      );
      if (state === undefined) {
        throw failure(
          FailureType.Refused,
          `${WHAT.issueReopen}: its team has no state of type ${OPEN_STATES.join(', ')}`,
          `Move the ticket back to a team with an open state, or ${words.wayOut}`,
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

    async completedStateId(teamId, signal) {
      const state = (await statesOf(teamId, signal)).find(({ type }) => type === 'completed');
      if (state !== undefined) return state.id;
      throw failure(
        FailureType.Refused,
        `${WHAT.issueClose}: its team has no state of type completed`,
        'Close the ticket by hand, or move it to a team with such a state',
        { provider: 'linear' },
      );
    },

    async closeIssue(id, stateId, signal) {
      const { issueUpdate } = await request('issueClose', { id, stateId }, signal);
      if (!issueUpdate.success) throw notDone(WHAT.issueClose);
    },

    async createComment(input, signal) {
      const outcome = await attempt('commentCreate', { input }, signal);
      if (!('kind' in outcome)) {
        if (!outcome.data.commentCreate.success) throw notDone(WHAT.commentCreate);
        return 'created';
      }
      if (outcome.kind === 'exists') return 'exists';
      throw failureFor('commentCreate', outcome);
    },

    async comment(id, signal) {
      const { comments } = await request('commentById', { id }, signal);
      const [found] = comments.nodes;
      return found === undefined ? undefined : { commentedAt: found.createdAt, authorId: found.user?.id };
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
