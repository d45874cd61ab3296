import { valueAt } from '../../../sandbox/json';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox';
import { CORP, STORY_SETTING } from '../../../sandbox/story/setting';

export const [CORP_ACCOUNT, LABS_ACCOUNT] = STORY_SETTING.accounts as [
  (typeof STORY_SETTING.accounts)[number],
  (typeof STORY_SETTING.accounts)[number],
];

export interface CloudflareAnswer {
  status: number;
  headers: Headers;
  body: {
    success: boolean;
    errors: { code?: number; message: string }[];
    result: unknown;
    result_info?: { count?: string | number; cursor?: string; total_count?: number };
  };
}

/** GET of the simulated Cloudflare as Acme Corp's reader, or with another secret. */
export async function cloudflare(
  sandbox: Sandbox,
  path: string,
  secret = CORP_ACCOUNT.secret,
): Promise<CloudflareAnswer> {
  const response = await fetch(`${sandbox.cloudflareUrl}${path}`, { headers: { authorization: `Bearer ${secret}` } });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as CloudflareAnswer['body'],
  };
}

/** Path of one page of Acme Corp's audit log over a whole day, oldest first. */
export function auditPath(query: Record<string, string> = {}, accountId: string = CORP): string {
  const whole = { since: '2026-11-22T00:00:00.000Z', before: '2026-11-23T00:00:00.000Z', direction: 'asc' };
  return `/accounts/${accountId}/logs/audit?${new URLSearchParams({ ...whole, ...query }).toString()}`;
}

export interface LinearAnswer {
  status: number;
  headers: Headers;
  body: {
    data?: unknown;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  };
}

export async function linear(
  sandbox: Sandbox,
  query: string,
  variables: unknown = {},
  key: string = STORY_SETTING.linear.apiKey,
): Promise<LinearAnswer> {
  const response = await fetch(sandbox.linearUrl, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as LinearAnswer['body'] };
}

/** Value at a path of a GraphQL answer's data. */
export const dataAt = ({ body }: LinearAnswer, ...path: readonly string[]): unknown => valueAt(body.data, ...path);

export const ISSUE_CREATE = `mutation IssueCreate($input: IssueCreateInput!) {
  issueCreate(input: $input) { success lastSyncId issue { id identifier url title } } }`;
export const ISSUE_BY_ID = `query IssueById($ids: [ID!]!) {
  issues(filter: { id: { in: $ids } }, includeArchived: true, first: 1) {
    nodes { id identifier title description archivedAt trashed completedAt canceledAt team { id } state { name type } } } }`;

/** Input of a ticket in the security team. */
export const issueInput = (more: Record<string, unknown> = {}) => ({
  input: { teamId: STORY_SETTING.linear.teamId, title: 'Review', description: 'Text', ...more },
});

/** A sandbox that is closed after each test of the file. */
export function useSandbox(): (options?: SandboxOptions) => Promise<Sandbox> {
  const open: Sandbox[] = [];
  afterEach(async () => {
    for (const sandbox of open.splice(0)) await sandbox.close();
  });
  return async (options = { story: 'empty' }) => {
    const sandbox = await startSandbox(options);
    open.push(sandbox);
    return sandbox;
  };
}
