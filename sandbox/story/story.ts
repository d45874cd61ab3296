import type { CloudflareState } from '../cloudflare/state';
import { STORY_ACCESS, STORY_SERVICE_TOKENS } from './access';
import { CORP_CREDENTIALS } from './corp-credentials';
import { CORP_INVESTIGATED } from './corp-investigated';
import { CORP_V1 } from './corp-v1';
import { SERVICE_TOKEN } from './ids';
import { seedInsights } from './insight-inventory';
import { LABS_CREDENTIALS } from './labs-credentials';
import { ordinaryEvents } from './noise';
import { PERMISSION_GROUPS } from './permission-groups';
import { ZONES } from './places';
import { placed, stampOf, timeOf } from './record';
import { CORP, STORY_SETTING, type StoryAccount } from './setting';
import { STORY_TOKENS } from './tokens';

const DAY_MS = 86_400_000;

/** Accounts, zones, permission groups and who may read them: what exists before anything happens. */
export function seedPlaces(cloudflare: CloudflareState): void {
  cloudflare.permissionGroups = PERMISSION_GROUPS;
  for (const zone of ZONES) cloudflare.zones.set(zone.id, zone);
  for (const account of STORY_SETTING.accounts as readonly StoryAccount[]) {
    cloudflare.callers.set(account.secret, {
      secret: account.secret,
      tokenId: account.callerTokenId,
      name: account.callerName,
      accounts: [account.id],
      ...(account.callerUserId === undefined ? {} : { userId: account.callerUserId }),
      permissions: account.permissions,
    });
    cloudflare.insights.configure(account.id, { monthlyRequests: account.insightRequests });
  }
}

/** The company's day, ending at `baseTime`, and what stands at its end. */
export function seedStory(cloudflare: CloudflareState, baseTime: number): void {
  for (const event of [...ordinaryEvents(), ...CORP_CREDENTIALS, ...CORP_INVESTIGATED, ...LABS_CREDENTIALS]) {
    cloudflare.addEvent(placed(event, baseTime));
  }
  for (const { clock, fractions, record } of CORP_V1) {
    const time = new Date(timeOf(clock, baseTime)).toISOString();
    const when = fractions ? time.replace('Z', '312Z') : stampOf(clock, baseTime);
    cloudflare.addEventV1({ accountId: CORP, record: { ...record, when } });
  }
  seedInsights(cloudflare, baseTime);
  seedTokens(cloudflare, baseTime);
  seedServiceTokens(cloudflare, baseTime);
  for (const { kind, accountId, appId, body } of STORY_ACCESS) {
    cloudflare.access[kind].push({ id: body.id, accountId, appId, body });
  }
}

function seedTokens(cloudflare: CloudflareState, baseTime: number): void {
  for (const { id, accountId, userId, name, issued, modified, policies, expiresInDays, condition } of STORY_TOKENS) {
    const body = {
      id,
      name,
      status: 'active',
      issued_on: stampOf(issued, baseTime),
      modified_on: stampOf(modified ?? issued, baseTime),
      ...(expiresInDays === undefined ? {} : { expires_on: stampOf(-expiresInDays, baseTime) }),
      policies,
      ...(condition === undefined ? {} : { condition }),
    };
    cloudflare.tokens.set(id, {
      id,
      ...(accountId === undefined ? {} : { accountId }),
      ...(userId === undefined ? {} : { userId }),
      body,
    });
  }
}

function seedServiceTokens(cloudflare: CloudflareState, baseTime: number): void {
  for (const { nn, accountId, name, created, updated, duration } of STORY_SERVICE_TOKENS) {
    const id = `${SERVICE_TOKEN}${nn}`;
    const createdAt = stampOf(created, baseTime);
    const hours = /^(\d+)h$/.exec(duration)?.[1];
    const lifeMs = hours === undefined ? undefined : (Number(hours) / 24) * DAY_MS;
    const body = {
      id,
      name,
      client_id: `88bf3b6d86161464f6509f72190990${nn}.access`,
      duration,
      enabled: true,
      expires_at: lifeMs === undefined ? null : new Date(Date.parse(createdAt) + lifeMs).toISOString(),
      created_at: createdAt,
      updated_at: updated === undefined ? createdAt : stampOf(updated, baseTime),
    };
    cloudflare.access.service_tokens.push({ id, accountId, body });
  }
}
