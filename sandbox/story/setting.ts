/**
 * What the story takes for granted: who may call, who may issue credentials, where tickets go. Plain data, so that a
 * settings file that fits can be written from it. All secrets are made up and open nothing.
 */

export interface StoryAccount {
  readonly id: string;
  readonly name: string;
  /** Bearer token that reads this account. */
  readonly secret: string;
  readonly callerTokenId: string;
  readonly callerName: string;
  /** Set when the reading token is user-owned: it can read this user's own tokens. */
  readonly callerUserId?: string;
  /** Permissions of the reading token, by their dashboard names. */
  readonly permissions: readonly string[];
  readonly plan: 'free' | 'pro' | 'business' | 'enterprise';
  /** Requests for insights that the plan allows in a month. */
  readonly insightRequests: number;
}

export interface StoryIssuer {
  readonly email?: string;
  readonly actorId?: string;
  readonly tokenId?: string;
  readonly kinds?: readonly string[];
  /** Last day of the approval. */
  readonly until?: string;
}

const READER_PERMISSIONS = [
  'Account Settings Read', // audit logs and, unless there is 'Security Center Read', insights
  'Account API Tokens Read',
  'Access: Service Tokens Read',
  'Access: Apps and Policies Read',
] as const;

export const CORP = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const LABS = 'b0c1d2e3f4051627384950617283a4b5';

/** User behind the token that reads Acme Labs. */
export const SERVICE_USER_ID = 'e5f60718293a4b5c6d7e8f90a1b2c3d4';
/** Token that the infrastructure pipeline works with. */
export const TERRAFORM_CI_TOKEN = '3c3d3e3f40414243444546474849aabb';

export const STORY_SETTING = {
  accounts: [
    {
      id: CORP,
      name: 'Acme Corp',
      secret: 'sandbox-reader-of-acme-corp-0123456789abcdef',
      callerTokenId: 'ed6e000000000000000000000000c0f9',
      callerName: 'edgewarden reader (account-owned)',
      permissions: READER_PERMISSIONS,
      plan: 'enterprise',
      insightRequests: 2_500,
    },
    {
      id: LABS,
      name: 'Acme Labs',
      secret: 'sandbox-reader-of-acme-labs-0123456789abcdef',
      callerTokenId: 'ed6e0000000000000000000000001ab5',
      callerName: 'edgewarden reader (user-owned)',
      callerUserId: SERVICE_USER_ID,
      permissions: [...READER_PERMISSIONS, 'API Tokens Read'],
      plan: 'free',
      insightRequests: 100,
    },
  ] satisfies readonly StoryAccount[],
  approvedIssuers: [
    { email: 'alice@example.com' },
    { tokenId: TERRAFORM_CI_TOKEN },
    { actorId: SERVICE_USER_ID },
    { email: 'carol@example.com', kinds: ['service_token.create'] },
    { email: 'erin@example.com', until: '2020-12-31' },
  ] satisfies readonly StoryIssuer[],
  linear: {
    apiKey: 'lin_api_sandbox_0123456789abcdefghijklmnop',
    teamKey: 'SEC',
    teamId: '8f1c2d3e-4b5a-4968-8776-a5b4c3d2e1f0',
    labels: ['Cloudflare', 'Token review'],
    assigneeEmail: 'oncall@example.com',
  },
  datadog: {
    apiKey: '0123456789abcdef0123456789abcdef',
    applicationKey: 'ddapp0123456789abcdef0123456789abcdef0123',
    /** What the request log calls whoever has the application key. */
    applicationKeyId: 'dd-edgewarden-reader',
  },
  confluence: {
    email: 'edgewarden@example.com',
    token: 'ATATT3sandbox-0123456789abcdefghijklmnop',
    accountId: '712020:1f2e3d4c-0000-4aaa-8bbb-ccccdddd0001',
    spaceKey: 'SEC',
    spaceId: '98305',
    /** The page below which reports are filed. */
    parentId: '98410',
  },
  /** Families that the story leaves off: their events are in the log and are not to be archived. */
  familiesOff: ['r2'],
};
