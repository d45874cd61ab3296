import { buildSchema } from 'graphql';

/** The part of Linear's schema that tickets need, with its names and nullability. A field that is not here is refused. */
export const SCHEMA = buildSchema(`
  scalar DateTime
  scalar TimelessDate
  scalar JSONObject

  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }

  type Organization { id: ID! name: String! urlKey: String! }
  type User { id: ID! name: String! displayName: String! email: String! active: Boolean! url: String! organization: Organization! }
  type UserConnection { nodes: [User!]! pageInfo: PageInfo! }

  type Team {
    id: ID! key: String! name: String! displayName: String! archivedAt: DateTime
    defaultIssueState: WorkflowState
    states(filter: WorkflowStateFilter, first: Int, after: String, includeArchived: Boolean): WorkflowStateConnection!
    labels(filter: IssueLabelFilter, first: Int, after: String, includeArchived: Boolean): IssueLabelConnection!
    issues(filter: IssueFilter, first: Int, after: String, includeArchived: Boolean): IssueConnection!
  }
  type TeamConnection { nodes: [Team!]! pageInfo: PageInfo! }

  type WorkflowState { id: ID! name: String! type: String! color: String! position: Float! archivedAt: DateTime team: Team! }
  type WorkflowStateConnection { nodes: [WorkflowState!]! pageInfo: PageInfo! }

  type IssueLabel { id: ID! name: String! color: String! isGroup: Boolean! archivedAt: DateTime team: Team parent: IssueLabel }
  type IssueLabelConnection { nodes: [IssueLabel!]! pageInfo: PageInfo! }

  type Issue {
    id: ID! identifier: String! number: Float! url: String! title: String! description: String
    priority: Float! priorityLabel: String! dueDate: TimelessDate
    createdAt: DateTime! updatedAt: DateTime! startedAt: DateTime completedAt: DateTime canceledAt: DateTime
    archivedAt: DateTime trashed: Boolean
    team: Team! state: WorkflowState! assignee: User creator: User
    labelIds: [String!]!
    labels(filter: IssueLabelFilter, first: Int, after: String, includeArchived: Boolean): IssueLabelConnection!
    comments(filter: CommentFilter, first: Int, after: String, includeArchived: Boolean): CommentConnection!
    attachments(first: Int, after: String, includeArchived: Boolean): AttachmentConnection!
  }
  type IssueConnection { nodes: [Issue!]! pageInfo: PageInfo! }

  type Comment {
    id: ID! body: String! url: String! issueId: String issue: Issue user: User
    createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime
  }
  type CommentConnection { nodes: [Comment!]! pageInfo: PageInfo! }

  type Attachment { id: ID! url: String! title: String! subtitle: String metadata: JSONObject! issue: Issue! createdAt: DateTime! }
  type AttachmentConnection { nodes: [Attachment!]! pageInfo: PageInfo! }

  input IDComparator { eq: ID neq: ID in: [ID!] nin: [ID!] }
  input StringComparator {
    eq: String neq: String in: [String!] nin: [String!] eqIgnoreCase: String neqIgnoreCase: String
    contains: String notContains: String containsIgnoreCase: String startsWith: String endsWith: String
  }
  input NumberComparator { eq: Float neq: Float in: [Float!] nin: [Float!] lt: Float lte: Float gt: Float gte: Float }
  input BooleanComparator { eq: Boolean neq: Boolean }
  input TeamFilter { id: IDComparator key: StringComparator name: StringComparator and: [TeamFilter!] or: [TeamFilter!] }
  input NullableTeamFilter {
    id: IDComparator key: StringComparator name: StringComparator null: Boolean
    and: [NullableTeamFilter!] or: [NullableTeamFilter!]
  }
  input UserFilter {
    id: IDComparator email: StringComparator name: StringComparator displayName: StringComparator active: BooleanComparator
    and: [UserFilter!] or: [UserFilter!]
  }
  input WorkflowStateFilter {
    id: IDComparator name: StringComparator type: StringComparator team: TeamFilter
    and: [WorkflowStateFilter!] or: [WorkflowStateFilter!]
  }
  input IssueLabelFilter {
    id: IDComparator name: StringComparator team: NullableTeamFilter isGroup: BooleanComparator
    and: [IssueLabelFilter!] or: [IssueLabelFilter!]
  }
  input IssueLabelCollectionFilter { id: IDComparator name: StringComparator some: IssueLabelFilter every: IssueLabelFilter }
  input IssueFilter {
    id: IDComparator title: StringComparator description: StringComparator number: NumberComparator priority: NumberComparator
    team: TeamFilter state: WorkflowStateFilter assignee: UserFilter labels: IssueLabelCollectionFilter
    and: [IssueFilter!] or: [IssueFilter!]
  }
  input CommentFilter { id: IDComparator body: StringComparator issue: IssueFilter and: [CommentFilter!] or: [CommentFilter!] }

  enum PaginationOrderBy { createdAt updatedAt }

  type Query {
    viewer: User!
    organization: Organization!
    teams(filter: TeamFilter, first: Int, after: String, includeArchived: Boolean, orderBy: PaginationOrderBy): TeamConnection!
    team(id: String!): Team!
    workflowStates(filter: WorkflowStateFilter, first: Int, after: String, includeArchived: Boolean, orderBy: PaginationOrderBy): WorkflowStateConnection!
    issueLabels(filter: IssueLabelFilter, first: Int, after: String, includeArchived: Boolean, orderBy: PaginationOrderBy): IssueLabelConnection!
    users(filter: UserFilter, first: Int, after: String, includeArchived: Boolean, includeDisabled: Boolean, orderBy: PaginationOrderBy): UserConnection!
    user(id: String!): User!
    issues(filter: IssueFilter, first: Int, after: String, includeArchived: Boolean, orderBy: PaginationOrderBy): IssueConnection!
    issue(id: String!): Issue!
    comments(filter: CommentFilter, first: Int, after: String, includeArchived: Boolean, orderBy: PaginationOrderBy): CommentConnection!
  }

  input IssueCreateInput {
    id: String teamId: String! title: String description: String priority: Int stateId: String assigneeId: String
    labelIds: [String!] subscriberIds: [String!] dueDate: TimelessDate projectId: String
  }
  input IssueUpdateInput {
    title: String description: String priority: Int stateId: String assigneeId: String dueDate: TimelessDate
    labelIds: [String!] addedLabelIds: [String!] removedLabelIds: [String!] subscriberIds: [String!] trashed: Boolean
  }
  input CommentCreateInput { id: String issueId: String body: String createdAt: DateTime doNotSubscribeToIssue: Boolean }
  input CommentUpdateInput { body: String }
  input AttachmentCreateInput {
    id: String issueId: String! url: String! title: String! subtitle: String metadata: JSONObject iconUrl: String
    groupBySource: Boolean commentBody: String
  }
  input IssueLabelCreateInput { id: String name: String! color: String description: String teamId: String }

  type IssuePayload { success: Boolean! lastSyncId: Float! issue: Issue }
  type IssueArchivePayload { success: Boolean! lastSyncId: Float! entity: Issue }
  type CommentPayload { success: Boolean! lastSyncId: Float! comment: Comment! }
  type AttachmentPayload { success: Boolean! lastSyncId: Float! attachment: Attachment! }
  type IssueLabelPayload { success: Boolean! lastSyncId: Float! issueLabel: IssueLabel! }

  type Mutation {
    issueCreate(input: IssueCreateInput!): IssuePayload!
    issueUpdate(id: String!, input: IssueUpdateInput!): IssuePayload!
    issueArchive(id: String!, trash: Boolean): IssueArchivePayload!
    issueUnarchive(id: String!): IssueArchivePayload!
    issueDelete(id: String!, permanentlyDelete: Boolean): IssueArchivePayload!
    commentCreate(input: CommentCreateInput!): CommentPayload!
    commentUpdate(id: String!, input: CommentUpdateInput!): CommentPayload!
    attachmentCreate(input: AttachmentCreateInput!): AttachmentPayload!
    issueLabelCreate(input: IssueLabelCreateInput!): IssueLabelPayload!
  }
`);
