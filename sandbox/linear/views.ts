import type {
  LinearLabel,
  LinearState,
  LinearStore,
  LinearTeam,
  LinearUser,
  SandboxAttachment,
  SandboxComment,
  SandboxIssue,
} from './store';
import { invalidInput } from './errors';
import { passes } from './filter';

/** Arguments of every listing. */
export interface ListArguments {
  readonly filter?: unknown;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly includeArchived?: boolean | null;
  readonly includeDisabled?: boolean | null;
}

const DEFAULT_PAGE = 50;
const MAX_PAGE = 250;
const PRIORITY_LABELS = ['No priority', 'Urgent', 'High', 'Medium', 'Low'];

/**
 * What GraphQL answers are made of. Links between things are getters or functions, so that only what a document asks
 * for is followed; `facts` are the plain values that filters look at.
 */
export class Views {
  constructor(
    readonly store: LinearStore,
    private readonly webUrl: () => string,
  ) {}

  readonly organization = { id: '0a1b2c3d-4e5f-4a6b-8c7d-8e9fa0b1c2d3', name: 'Acme', urlKey: 'acme' };

  user(user: LinearUser) {
    return { ...user, url: `${this.webUrl()}/profiles/${user.displayName}`, organization: this.organization };
  }

  team(team: LinearTeam) {
    const { store } = this;
    return {
      ...team,
      displayName: team.name,
      archivedAt: null,
      defaultIssueState: () => this.optional(store.statesOf(team.id)[0], (state) => this.state(state)),
      states: (args: ListArguments) =>
        this.states({ ...args, filter: within(args.filter, { team: { id: { eq: team.id } } }) }),
      labels: (args: ListArguments) =>
        this.labels({ ...args, filter: within(args.filter, { team: { id: { eq: team.id } } }) }),
      issues: (args: ListArguments) =>
        this.issues({ ...args, filter: within(args.filter, { team: { id: { eq: team.id } } }) }),
    };
  }

  state(state: LinearState) {
    return {
      ...state,
      archivedAt: null,
      team: () => this.optional(this.store.team(state.teamId), (team) => this.team(team)),
    };
  }

  label(label: LinearLabel) {
    const team = label.teamId === null ? undefined : this.store.team(label.teamId);
    return {
      ...label,
      isGroup: false,
      archivedAt: null,
      parent: null,
      team: () => this.optional(team, (one) => this.team(one)),
    };
  }

  issue(issue: SandboxIssue) {
    const { store } = this;
    const user = (id: string | null) => () =>
      this.optional(id === null ? undefined : store.user(id), (one) => this.user(one));
    return {
      ...issue,
      startedAt: null,
      trashed: issue.trashed ? true : null,
      url: this.issueUrl(issue),
      priorityLabel: PRIORITY_LABELS[issue.priority] ?? 'No priority',
      team: () => this.optional(store.team(issue.teamId), (team) => this.team(team)),
      state: () => this.optional(store.state(issue.stateId), (state) => this.state(state)),
      assignee: user(issue.assigneeId),
      creator: user(issue.creatorId),
      labels: (args: ListArguments) =>
        this.labels({ ...args, filter: within(args.filter, { id: { in: issue.labelIds } }) }),
      comments: (args: ListArguments) =>
        this.comments({ ...args, filter: within(args.filter, { issue: { id: { eq: issue.id } } }) }),
      attachments: () =>
        connection(
          [...store.attachments.values()].filter(({ issueId }) => issueId === issue.id),
          {},
          (one) => this.attachment(one),
        ),
    };
  }

  comment(comment: SandboxComment) {
    const { store } = this;
    const issue = store.issues.get(comment.issueId);
    return {
      ...comment,
      archivedAt: null,
      url: issue === undefined ? '' : `${this.issueUrl(issue)}#comment-${comment.id.slice(0, 8)}`,
      issue: () => this.optional(issue, (one) => this.issue(one)),
      user: () => this.optional(store.user(comment.userId), (one) => this.user(one)),
    };
  }

  attachment(attachment: SandboxAttachment) {
    const issue = this.store.issues.get(attachment.issueId);
    return { ...attachment, issue: () => this.optional(issue, (one) => this.issue(one)) };
  }

  teams(args: ListArguments) {
    const found = this.store.workspace.teams.filter((team) => passes(args.filter, team));
    return connection(found, args, (team) => this.team(team));
  }

  states(args: ListArguments) {
    const found = this.store.workspace.states.filter((state) => passes(args.filter, this.stateFacts(state)));
    return connection(found, args, (state) => this.state(state));
  }

  labels(args: ListArguments) {
    const found = [...this.store.labels.values()].filter((label) => passes(args.filter, this.labelFacts(label)));
    return connection(found, args, (label) => this.label(label));
  }

  users(args: ListArguments) {
    const found = this.store.workspace.users
      .filter(({ active }) => active || args.includeDisabled === true)
      .filter((user) => passes(args.filter, user));
    return connection(found, args, (user) => this.user(user));
  }

  /** Newest first. */
  issues(args: ListArguments) {
    const found = [...this.store.issues.values()]
      .filter(({ archivedAt }) => archivedAt === null || args.includeArchived === true)
      .filter((issue) => passes(args.filter, this.issueFacts(issue)));
    return connection(found.reverse(), args, (issue) => this.issue(issue));
  }

  comments(args: ListArguments) {
    const found = [...this.store.comments.values()].filter((comment) => {
      const issue = this.store.issues.get(comment.issueId);
      return issue !== undefined && passes(args.filter, { ...comment, issue: this.issueFacts(issue) });
    });
    return connection(found, args, (comment) => this.comment(comment));
  }

  private issueUrl({ identifier, title }: SandboxIssue): string {
    const slug = title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60);
    return `${this.webUrl()}/issue/${identifier}/${slug}`;
  }

  private stateFacts(state: LinearState) {
    return { ...state, team: this.store.team(state.teamId) };
  }

  private labelFacts(label: LinearLabel) {
    return { ...label, isGroup: false, team: label.teamId === null ? null : this.store.team(label.teamId) };
  }

  private issueFacts(issue: SandboxIssue) {
    const { store } = this;
    const state = store.state(issue.stateId);
    return {
      ...issue,
      team: store.team(issue.teamId),
      state: state === undefined ? undefined : this.stateFacts(state),
      assignee: issue.assigneeId === null ? null : store.user(issue.assigneeId),
      labels: issue.labelIds.flatMap(
        (id) => this.optional(store.labels.get(id), (label) => [this.labelFacts(label)]) ?? [],
      ),
    };
  }

  private optional<T, R>(value: T | undefined, view: (value: T) => R): R | null {
    return value === undefined ? null : view(value);
  }
}

function within(filter: unknown, bound: unknown): unknown {
  return filter === undefined || filter === null ? bound : { and: [bound, filter] };
}

function connection<T extends { readonly id: string }, R>(all: readonly T[], args: ListArguments, view: (one: T) => R) {
  const first = args.first ?? DEFAULT_PAGE;
  if (first < 1 || first > MAX_PAGE) throw invalidInput(`first must be between 1 and ${MAX_PAGE}`);
  const after = args.after ?? undefined;
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(start, start + first);
  return {
    nodes: page.map(view),
    pageInfo: {
      hasNextPage: start + page.length < all.length,
      hasPreviousPage: start > 0,
      startCursor: page[0]?.id ?? null,
      endCursor: page.at(-1)?.id ?? null,
    },
  };
}
