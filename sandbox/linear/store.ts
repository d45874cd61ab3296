/** State types of Linear, in the order of its board. */
export type StateType = 'triage' | 'backlog' | 'unstarted' | 'started' | 'completed' | 'canceled';

export interface LinearTeam {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

export interface LinearState {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly type: StateType;
  readonly color: string;
  readonly position: number;
}

export interface LinearLabel {
  readonly id: string;
  /** Null for a label of the whole workspace. */
  readonly teamId: string | null;
  readonly name: string;
  readonly color: string;
}

export interface LinearUser {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly active: boolean;
}

/** Who and what exists in the workspace before the first ticket. */
export interface LinearWorkspace {
  readonly apiKey: string;
  /** User that the API key belongs to. */
  readonly viewerId: string;
  readonly teams: readonly LinearTeam[];
  readonly states: readonly LinearState[];
  readonly labels: readonly LinearLabel[];
  readonly users: readonly LinearUser[];
}

/** A ticket as it stands. Times are ISO 8601 UTC. */
export interface SandboxIssue {
  readonly id: string;
  readonly teamId: string;
  readonly number: number;
  readonly identifier: string;
  readonly title: string;
  readonly description: string;
  /** 0 none, 1 urgent, 2 high, 3 medium, 4 low. */
  readonly priority: number;
  readonly stateId: string;
  /** Name and type of the state, for whoever looks at the ticket from outside. */
  readonly state: { readonly name: string; readonly type: StateType };
  readonly labelIds: readonly string[];
  readonly labels: readonly string[];
  readonly assigneeId: string | null;
  readonly creatorId: string;
  readonly dueDate: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly completedAt: string | null;
  readonly canceledAt: string | null;
  readonly archivedAt: string | null;
  readonly trashed: boolean;
}

export interface SandboxComment {
  readonly id: string;
  readonly issueId: string;
  readonly body: string;
  readonly userId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface SandboxAttachment {
  readonly id: string;
  readonly issueId: string;
  readonly url: string;
  readonly title: string;
  readonly subtitle: string | null;
  readonly metadata: unknown;
  readonly createdAt: string;
}

/** Everything that outlives a restart. */
export interface LinearSnapshot {
  readonly issues: readonly SandboxIssue[];
  readonly comments: readonly SandboxComment[];
  readonly attachments: readonly SandboxAttachment[];
  readonly labels: readonly LinearLabel[];
  /** Ids that were used once; they stay taken when their issue is gone. */
  readonly takenIds: readonly string[];
}

/** Tickets, comments and attachments of the simulated Linear. `onChange` runs after each change. */
export class LinearStore {
  readonly issues = new Map<string, SandboxIssue>();
  readonly comments = new Map<string, SandboxComment>();
  readonly attachments = new Map<string, SandboxAttachment>();
  readonly labels = new Map<string, LinearLabel>();
  readonly takenIds = new Set<string>();
  onChange: () => void = () => undefined;

  constructor(readonly workspace: LinearWorkspace) {
    this.clear();
  }

  clear(): void {
    for (const things of [this.issues, this.comments, this.attachments, this.labels, this.takenIds]) things.clear();
    for (const label of this.workspace.labels) this.labels.set(label.id, label);
  }

  snapshot(): LinearSnapshot {
    return {
      issues: [...this.issues.values()],
      comments: [...this.comments.values()],
      attachments: [...this.attachments.values()],
      labels: [...this.labels.values()],
      takenIds: [...this.takenIds],
    };
  }

  restore(snapshot: LinearSnapshot): void {
    this.clear();
    for (const issue of snapshot.issues) this.issues.set(issue.id, issue);
    for (const comment of snapshot.comments) this.comments.set(comment.id, comment);
    for (const attachment of snapshot.attachments) this.attachments.set(attachment.id, attachment);
    for (const label of snapshot.labels) this.labels.set(label.id, label);
    for (const id of snapshot.takenIds) this.takenIds.add(id);
  }

  /** By UUID or by identifier (`SEC-1`). */
  issue(idOrIdentifier: string): SandboxIssue | undefined {
    return (
      this.issues.get(idOrIdentifier) ??
      [...this.issues.values()].find(({ identifier }) => identifier === idOrIdentifier.toUpperCase())
    );
  }

  team(id: string): LinearTeam | undefined {
    return this.workspace.teams.find((team) => team.id === id);
  }

  state(id: string): LinearState | undefined {
    return this.workspace.states.find((state) => state.id === id);
  }

  statesOf(teamId: string): LinearState[] {
    return this.workspace.states.filter((state) => state.teamId === teamId);
  }

  user(id: string): LinearUser | undefined {
    return this.workspace.users.find((user) => user.id === id);
  }

  save(issue: SandboxIssue): SandboxIssue {
    this.takenIds.add(issue.id);
    this.issues.set(issue.id, issue);
    this.onChange();
    return issue;
  }

  saveComment(comment: SandboxComment): SandboxComment {
    this.takenIds.add(comment.id);
    this.comments.set(comment.id, comment);
    this.onChange();
    return comment;
  }

  saveAttachment(attachment: SandboxAttachment): SandboxAttachment {
    this.attachments.set(attachment.id, attachment);
    this.onChange();
    return attachment;
  }

  /** Purges an issue. Its id stays taken. */
  remove(issue: SandboxIssue): void {
    this.issues.delete(issue.id);
    this.onChange();
  }

  nextNumber(teamId: string): number {
    const numbers = [...this.issues.values()].filter((issue) => issue.teamId === teamId).map(({ number }) => number);
    return Math.max(0, ...numbers) + 1;
  }
}
