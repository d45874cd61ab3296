import { randomUUID } from 'node:crypto';
import { conflict, entityNotFound, invalidInput } from './errors';
import type { LinearState, LinearStore, SandboxIssue } from './store';
import type { Views } from './views';

interface IssueFields {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly priority?: number | null;
  readonly stateId?: string | null;
  readonly assigneeId?: string | null;
  readonly dueDate?: string | null;
  readonly labelIds?: readonly string[] | null;
}

interface IssueCreateInput extends IssueFields {
  readonly id?: string | null;
  readonly teamId: string;
  readonly title: string;
}

interface IssueUpdateInput extends IssueFields {
  readonly addedLabelIds?: readonly string[] | null;
  readonly removedLabelIds?: readonly string[] | null;
  readonly trashed?: boolean | null;
}

interface CommentInput {
  readonly id?: string | null;
  readonly issueId?: string | null;
  readonly body?: string | null;
}

interface AttachmentInput {
  readonly id?: string | null;
  readonly issueId: string;
  readonly url: string;
  readonly title: string;
  readonly subtitle?: string | null;
  readonly metadata?: unknown;
}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** Where a team's new issues go, in order of preference. */
const FIRST_STATES = ['triage', 'backlog', 'unstarted'] as const;

/** Everything that changes the workspace. Input that refers to what is not there is an error; nothing happens then. */
export class Mutations {
  private lastSyncId = 8_123_456;

  constructor(
    private readonly store: LinearStore,
    private readonly views: Views,
    private readonly now: () => number,
  ) {}

  issueCreate({ input }: { input: IssueCreateInput }) {
    const { store } = this;
    const id = this.freeId('Issue', input.id);
    const team = store.team(input.teamId);
    if (team === undefined) throw entityNotFound('Team');
    if (input.title.trim() === '') throw invalidInput('title must not be empty');
    const number = store.nextNumber(team.id);
    const at = this.time();
    const blank: SandboxIssue = {
      id,
      teamId: team.id,
      number,
      identifier: `${team.key}-${number}`,
      title: '',
      description: '',
      priority: 0,
      labelIds: [],
      labels: [],
      assigneeId: null,
      creatorId: store.workspace.viewerId,
      dueDate: null,
      createdAt: at,
      updatedAt: at,
      archivedAt: null,
      trashed: false,
      ...this.inState(this.firstState(team.id), at),
    };
    return this.issuePayload(store.save(this.withFields(blank, input, input.labelIds ?? [])));
  }

  issueUpdate({ id, input }: { id: string; input: IssueUpdateInput }) {
    const issue = this.existing(id);
    const kept = (input.labelIds ?? issue.labelIds).filter((label) => !(input.removedLabelIds ?? []).includes(label));
    const labelIds = [...new Set([...kept, ...(input.addedLabelIds ?? [])])];
    const updated = this.withFields(issue, input, labelIds);
    const trash = input.trashed === true ? { trashed: true, archivedAt: this.time() } : {};
    return this.issuePayload(this.store.save({ ...updated, ...trash }));
  }

  issueArchive({ id, trash }: { id: string; trash?: boolean | null }) {
    const issue = this.existing(id);
    return this.archivePayload(this.store.save({ ...issue, archivedAt: this.time(), trashed: trash === true }));
  }

  issueUnarchive({ id }: { id: string }) {
    return this.archivePayload(this.store.save({ ...this.existing(id), archivedAt: null, trashed: false }));
  }

  issueDelete({ id, permanentlyDelete }: { id: string; permanentlyDelete?: boolean | null }) {
    if (permanentlyDelete !== true) return this.issueArchive({ id, trash: true });
    const issue = this.existing(id);
    this.store.remove(issue);
    return this.archivePayload(issue);
  }

  commentCreate({ input }: { input: CommentInput }) {
    const id = this.freeId('Comment', input.id);
    const issue = this.existing(input.issueId ?? '');
    const body = (input.body ?? '').trimEnd();
    if (body === '') throw invalidInput('body must not be empty');
    const at = this.time();
    const userId = this.store.workspace.viewerId;
    const comment = this.store.saveComment({ id, issueId: issue.id, body, userId, createdAt: at, updatedAt: at });
    return { ...this.payload(), comment: this.views.comment(comment) };
  }

  commentUpdate({ id, input }: { id: string; input: CommentInput }) {
    const comment = this.store.comments.get(id);
    if (comment === undefined) throw entityNotFound('Comment');
    const body = (input.body ?? comment.body).trimEnd();
    const updated = this.store.saveComment({ ...comment, body, updatedAt: this.time() });
    return { ...this.payload(), comment: this.views.comment(updated) };
  }

  /** One attachment per issue and URL: the same pair again replaces title, subtitle and metadata. */
  attachmentCreate({ input }: { input: AttachmentInput }) {
    const issue = this.existing(input.issueId);
    const there = [...this.store.attachments.values()].find(
      ({ issueId, url }) => issueId === issue.id && url === input.url,
    );
    const attachment = this.store.saveAttachment({
      id: there?.id ?? this.freeId('Attachment', input.id),
      issueId: issue.id,
      url: input.url,
      title: input.title,
      subtitle: input.subtitle ?? null,
      metadata: input.metadata ?? {},
      createdAt: there?.createdAt ?? this.time(),
    });
    return { ...this.payload(), attachment: this.views.attachment(attachment) };
  }

  issueLabelCreate({
    input,
  }: {
    input: { id?: string | null; name: string; color?: string | null; teamId?: string | null };
  }) {
    const teamId = input.teamId ?? null;
    if (teamId !== null && this.store.team(teamId) === undefined) throw entityNotFound('Team');
    const label = {
      id: this.freeId('IssueLabel', input.id),
      teamId,
      name: input.name,
      color: input.color ?? '#95a2b3',
    };
    this.store.labels.set(label.id, label);
    this.store.onChange();
    return { ...this.payload(), issueLabel: this.views.label(label) };
  }

  /** Puts an issue into the first state of a type, as a person would by hand. */
  moveTo(issue: SandboxIssue, type: LinearState['type'], atMs: number): void {
    const state = this.store.statesOf(issue.teamId).find((candidate) => candidate.type === type);
    if (state === undefined) throw entityNotFound('WorkflowState');
    const at = new Date(atMs).toISOString();
    this.store.save({ ...issue, ...this.inState(state, at), updatedAt: at });
  }

  private withFields(issue: SandboxIssue, fields: IssueFields, labelIds: readonly string[]): SandboxIssue {
    const { store } = this;
    const at = this.time();
    const labels = labelIds.map((id) => {
      const label = store.labels.get(id);
      if (label === undefined) throw entityNotFound('IssueLabel');
      if (label.teamId !== null && label.teamId !== issue.teamId) throw invalidInput('labelIds for incorrect team');
      return label;
    });
    const assigneeId = fields.assigneeId === undefined ? issue.assigneeId : fields.assigneeId;
    if (assigneeId !== null && store.user(assigneeId) === undefined) throw entityNotFound('User');
    const priority = fields.priority ?? issue.priority;
    if (priority < 0 || priority > 4) throw invalidInput('priority must be between 0 and 4');
    const state = fields.stateId === undefined || fields.stateId === null ? undefined : store.state(fields.stateId);
    if (fields.stateId !== undefined && fields.stateId !== null && state?.teamId !== issue.teamId) {
      throw entityNotFound('WorkflowState');
    }
    return {
      ...issue,
      title: fields.title ?? issue.title,
      description: (fields.description ?? issue.description).trimEnd(), // Linear gives texts back without trailing blanks
      priority,
      assigneeId,
      dueDate: fields.dueDate === undefined ? issue.dueDate : fields.dueDate,
      labelIds: labels.map(({ id }) => id),
      labels: labels.map(({ name }) => name),
      updatedAt: at,
      ...(state === undefined || state.id === issue.stateId ? {} : this.inState(state, at)),
    };
  }

  private inState(state: LinearState, at: string) {
    return {
      stateId: state.id,
      state: { name: state.name, type: state.type },
      completedAt: state.type === 'completed' ? at : null,
      canceledAt: state.type === 'canceled' ? at : null,
    };
  }

  private firstState(teamId: string): LinearState {
    const states = this.store.statesOf(teamId);
    for (const type of FIRST_STATES) {
      const state = states.find((candidate) => candidate.type === type);
      if (state !== undefined) return state;
    }
    throw entityNotFound('WorkflowState');
  }

  private freeId(what: string, id: string | null | undefined): string {
    if (id === undefined || id === null) return randomUUID();
    if (!UUID_V4.test(id)) throw invalidInput('id must be a UUID');
    if (this.store.takenIds.has(id)) throw conflict(what, id);
    return id;
  }

  private existing(id: string): SandboxIssue {
    const issue = this.store.issue(id);
    if (issue === undefined) throw entityNotFound('Issue');
    return issue;
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }

  private payload() {
    return { success: true, lastSyncId: ++this.lastSyncId };
  }

  private issuePayload(issue: SandboxIssue) {
    return { ...this.payload(), issue: this.views.issue(issue) };
  }

  private archivePayload(issue: SandboxIssue) {
    return { ...this.payload(), entity: this.views.issue(issue) };
  }
}
