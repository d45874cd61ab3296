/**
 * Every request that is made of Linear. Lists with a filter instead of lookups by id: a lookup that finds nothing is an
 * error there and takes the whole answer with it. See docs/sources.md#linear.
 */
export const DOCUMENTS = {
  team: `query Team($key: String!) {
  teams(filter: { key: { eqIgnoreCase: $key } }, first: 1) { nodes { id key name } } }`,

  labels: `query Labels($names: [String!]!) {
  issueLabels(filter: { name: { in: $names } }, first: 250) { nodes { id name isGroup team { id } } } }`,

  user: `query User($email: String!) {
  users(filter: { email: { eqIgnoreCase: $email } }, first: 1) { nodes { id active } } }`,

  viewer: `query Viewer {
  viewer { id } }`,

  issueCreate: `mutation IssueCreate($input: IssueCreateInput!) {
  issueCreate(input: $input) { success lastSyncId issue { id identifier url title } } }`,

  issueById: `query IssueById($ids: [ID!]!) {
  issues(filter: { id: { in: $ids } }, includeArchived: true, first: 1) {
    nodes { id identifier url title description archivedAt trashed completedAt canceledAt creator { id } team { id } state { name type } } } }`,

  states: `query States($teamId: ID!) {
  workflowStates(filter: { team: { id: { eq: $teamId } } }, first: 250) { nodes { id name type position } } }`,

  issueUnarchive: `mutation IssueUnarchive($id: String!) {
  issueUnarchive(id: $id) { success } }`,

  issueReopen: `mutation IssueReopen($id: String!, $stateId: String!) {
  issueUpdate(id: $id, input: { stateId: $stateId }) { success } }`,

  issueClose: `mutation IssueClose($id: String!, $stateId: String!) {
  issueUpdate(id: $id, input: { stateId: $stateId }) { success } }`,

  commentCreate: `mutation CommentCreate($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id } } }`,

  commentById: `query CommentById($id: ID!) {
  comments(filter: { id: { eq: $id } }, includeArchived: true, first: 1) { nodes { id createdAt user { id } } } }`,
} as const;
