import type { Json } from '../json';
import { CORP_TOKEN, LABS_TOKEN, USER_TOKEN } from './ids';
import { GROUP, UNLISTED_GROUP_ID } from './permission-groups';
import { ZONE } from './places';
import { CONTROL_STRING, HOSTILE_NAMES } from './planted';
import { allow, deny, everyZoneOf, oneZone, unnamed, wholeAccount } from './policy';
import { CORP, LABS, SERVICE_USER_ID } from './setting';

/** A token as it stands at the end of the day. Times: of the day, or days before it. */
export interface StoryToken {
  readonly id: string;
  readonly accountId?: string;
  readonly userId?: string;
  readonly name: string;
  readonly issued: string | number;
  /** Default: when it was issued. */
  readonly modified?: string | number;
  readonly policies: unknown;
  /** Days after the base time; absent: never. */
  readonly expiresInDays?: number;
  readonly condition?: Json;
}

const OFFICE = { request_ip: { in: ['198.51.100.0/28'], not_in: [] } };
const READS_ZONE = [allow([GROUP.zoneRead, GROUP.analyticsRead], oneZone(ZONE.corp))];
const READS_LABS = [allow([GROUP.zoneRead], oneZone(ZONE.labs))];

const corp = (nn: string, token: Omit<StoryToken, 'id'>): StoryToken => ({
  id: `${CORP_TOKEN}${nn}`,
  accountId: CORP,
  ...token,
});
const labs = (nn: string, token: Omit<StoryToken, 'id'>): StoryToken => ({
  id: `${LABS_TOKEN}${nn}`,
  accountId: LABS,
  ...token,
});

/** Number 06 of Acme Corp and 08 of Acme Labs are missing: deleted before anybody looked. */
export const STORY_TOKENS: readonly StoryToken[] = [
  corp('01', {
    name: 'status-page-reader',
    issued: '07:12:05',
    policies: READS_ZONE,
    expiresInDays: 30,
    condition: OFFICE,
  }),
  corp('02', {
    name: 'docs-analytics',
    issued: '07:30:44',
    policies: [allow([GROUP.analyticsRead], oneZone(ZONE.corpDocs))],
    expiresInDays: 60,
  }),
  corp('03', {
    name: CONTROL_STRING,
    issued: '08:02:19',
    modified: '09:48:27',
    policies: [allow([GROUP.dnsWrite, GROUP.cachePurge], oneZone(ZONE.corp))],
    expiresInDays: 90,
  }),
  corp('04', {
    name: 'monthly-report',
    issued: '08:15:00',
    policies: [allow([GROUP.accountAnalyticsRead], wholeAccount(CORP))],
    expiresInDays: 30,
  }),
  corp('05', {
    name: 'zone-lookup',
    issued: '08:40:31',
    policies: [allow([GROUP.dnsRead], oneZone(ZONE.corp))],
    expiresInDays: 7,
  }),
  corp('08', {
    name: HOSTILE_NAMES.markdown,
    issued: '09:20:00',
    policies: [
      allow([GROUP.dnsWrite, GROUP.dnsRead], everyZoneOf(CORP)),
      allow(unnamed(GROUP.accountTokensWrite), wholeAccount(CORP)),
    ],
    condition: { 'request.ip': { in: ['0.0.0.0/0'], not_in: [] } },
  }),
  corp('09', { name: 'uptime-probe', issued: 40, policies: READS_ZONE, expiresInDays: 20 }),
  corp('11', {
    name: 'edge-rollout',
    issued: '10:00:00',
    modified: '10:20:00',
    policies: [allow([GROUP.zoneRead], oneZone(ZONE.corp))],
    expiresInDays: 14,
  }),
  corp('13', { name: 'cdn-debug', issued: '11:00:03', modified: '11:30:09', policies: READS_ZONE, expiresInDays: 14 }),
  corp('15', {
    name: 'worker-release',
    issued: 400,
    modified: 200,
    policies: [allow([GROUP.workersWrite], wholeAccount(CORP))],
  }),
  corp('29', {
    name: 'blue-green-switch',
    issued: '15:45:45',
    policies: [allow([GROUP.dnsWrite], oneZone(ZONE.corpDocs))],
    expiresInDays: 30,
  }),
  corp('30', {
    name: 'night-stats',
    issued: '18:40:00',
    policies: [allow([GROUP.analyticsRead], oneZone(ZONE.corp))],
    expiresInDays: 30,
  }),
  corp('31', {
    name: 'late-but-harmless',
    issued: '21:54:10',
    policies: READS_ZONE,
    expiresInDays: 30,
    condition: OFFICE,
  }),
  corp('35', {
    name: 'all-but-one',
    issued: '16:20:05',
    policies: [allow([GROUP.dnsWrite], everyZoneOf(CORP)), deny([GROUP.dnsWrite], oneZone(ZONE.corp))],
    expiresInDays: 30,
  }),
  corp('36', {
    name: 'beta-feature',
    issued: '16:31:00',
    policies: [allow([{ id: UNLISTED_GROUP_ID }], oneZone(ZONE.corpDocs))],
    expiresInDays: 30,
  }),
  corp('37', {
    name: 'widget-metrics',
    issued: '16:45:00',
    policies: [allow([GROUP.analyticsRead], { 'com.cloudflare.api.account.widget.0a1b2c3d': '*' })],
    expiresInDays: 30,
  }),
  corp('38', { name: 'placeholder', issued: '17:00:30', policies: [], expiresInDays: 30 }),
  corp('39', { name: 'from-the-future', issued: '17:05:30', policies: 'all', expiresInDays: 30 }),
  corp('40', { name: 'handover', issued: '17:10:00', policies: READS_ZONE, expiresInDays: 30 }),
  corp('41', { name: 'seo-check', issued: '17:15:00', policies: READS_ZONE, expiresInDays: 30 }),
  corp('42', {
    name: HOSTILE_NAMES.links,
    issued: '17:30:00',
    policies: [allow([GROUP.dnsWrite], oneZone(ZONE.corp))],
  }),
  corp('43', {
    name: HOSTILE_NAMES.marker,
    issued: '17:40:00',
    policies: [allow([GROUP.dnsRead], oneZone(ZONE.corp))],
  }),
  corp('50', { name: 'dns-sync', issued: '20:09:05', policies: [allow([GROUP.dnsWrite], everyZoneOf(CORP))] }),

  labs('02', { name: 'grafana', issued: '08:20:10', policies: READS_LABS, expiresInDays: 90 }),
  labs('07', {
    name: 'cross-account-usage',
    issued: '11:20:00',
    policies: [allow([GROUP.accountSettingsRead], { 'com.cloudflare.api.account.*': '*' })],
    expiresInDays: 30,
  }),
  labs('10', { name: 'nightly', issued: '21:51:00', policies: [allow([GROUP.workersWrite], wholeAccount(LABS))] }),
  labs('11', { name: 'provisioned', issued: '12:30:00', policies: READS_LABS, expiresInDays: 30 }),
  labs('12', { name: HOSTILE_NAMES.hidden, issued: '13:10:00', policies: READS_LABS, expiresInDays: 30 }),
  labs('13', { name: 'terraform-state', issued: 120, policies: READS_LABS, expiresInDays: 200 }),

  {
    id: `${USER_TOKEN}16`,
    userId: 'f0e1d2c3b4a5968778695a4b3c2d1e0f',
    name: 'deploy-helper',
    issued: '12:03:12',
    policies: [],
  },
  {
    id: `${USER_TOKEN}17`,
    userId: '11aa22bb33cc44dd55ee66ff77008899',
    name: 'laptop',
    issued: '12:10:50',
    policies: [],
  },
  {
    id: `${USER_TOKEN}61`,
    userId: SERVICE_USER_ID,
    name: 'inventory',
    issued: '06:30:00',
    policies: READS_LABS,
    expiresInDays: 30,
  },
];
