import { durationMs } from './duration';
import type { FileParts } from './file-parts';
import { insightsSyncProblems } from './insights-sync-checks';
import { investigationProblems } from './investigations-checks';
import { isSection, withOverrides } from './overrides';
import { pathText, type Problem } from './problem';
import type { SettingsFile, TokenWatchFile } from './settings-schema';

/**
 * What no single setting can tell: settings that contradict one another. Looks at what the schema accepts.
 *
 * @param document the file as it stands, to tell what is refused from what is missing
 */
export function crossProblems(parts: FileParts, document: unknown): Problem[] {
  const isRefused = (section: keyof SettingsFile): boolean =>
    isSection(document) && document[section] !== undefined && parts[section] === undefined;
  const { accounts, archive, linear, encryption, tokenWatch, insightsSync } = parts;
  return [
    ...sameAccountTwice(accounts),
    ...(archive === undefined ? [] : halfACredential(archive)),
    ...(linear === undefined ? [] : clearTextLinear(linear)),
    ...(encryption === undefined ? [] : sameKeyTwice(encryption)),
    ...(tokenWatch === undefined ? [] : watchProblems(tokenWatch, ['tokenWatch'])),
    ...(tokenWatch === undefined
      ? []
      : Object.entries(accounts).flatMap(([key, account]) => overrideProblems(tokenWatch, key, account))),
    ...insightsSyncProblems(insightsSync, accounts),
    ...investigationProblems(parts, isRefused),
  ];
}

function overrideProblems(
  section: TokenWatchFile,
  key: string,
  { tokenWatch }: SettingsFile['accounts'][string],
): Problem[] {
  return tokenWatch === undefined
    ? []
    : watchProblems(withOverrides(section, tokenWatch), ['accounts', key, 'tokenWatch'], tokenWatch);
}

function sameAccountTwice(accounts: SettingsFile['accounts']): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(accounts).flatMap(([key, { id }]) => {
    const other = first.get(id);
    if (other === undefined) first.set(id, key);
    return other === undefined
      ? []
      : [
          {
            path: `accounts.${key}.id`,
            what: `is the id of accounts.${other} too`,
            remedy: 'Two watches of one account would compete for its events: remove one or correct the id.',
          },
        ];
  });
}

function halfACredential(archive: SettingsFile['archive']): Problem[] {
  if ((archive.accessKeyId === undefined) === (archive.secretAccessKey === undefined)) return [];
  const missing = archive.accessKeyId === undefined ? 'accessKeyId' : 'secretAccessKey';
  return [
    {
      path: `archive.${missing}`,
      what: 'is missing',
      remedy: 'Set both halves of the access key, or neither to use the role of the machine.',
    },
  ];
}

/** The Linear SDK refuses plain HTTP for every other host, in the constructor. See docs/sources.md#linear-sdk. */
const LINEAR_PLAIN_HTTP_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

function clearTextLinear(linear: SettingsFile['linear']): Problem[] {
  const url = new URL(linear.baseUrl);
  if (url.protocol === 'https:' || LINEAR_PLAIN_HTTP_HOSTS.includes(url.hostname)) return [];
  return [
    {
      path: 'linear.baseUrl',
      what: 'must be an https:// URL: the SDK of Linear accepts http:// only for localhost, 127.0.0.1 and [::1]',
      remedy: 'Put TLS in front of it, or reach it by one of these names.',
    },
  ];
}

function sameKeyTwice(encryption: NonNullable<SettingsFile['encryption']>): Problem[] {
  const ids = encryption.keys.map((key) => key.id);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [
          {
            path: `encryption.keys[${index}].id`,
            what: 'stands twice',
            remedy: 'Give every key a name of its own: the name decides which one decrypts.',
          },
        ],
  );
}

/** @param own reports only what these overrides bring in, so that a fault of the section is not repeated for each account */
function watchProblems(watch: TokenWatchFile, path: readonly string[], own?: object): Problem[] {
  const isOwn = (name: keyof TokenWatchFile): boolean => own === undefined || name in own;
  return [
    ...(isOwn('interval') || isOwn('overlap') ? shortOverlap(watch, path) : []),
    ...(isOwn('approvedIssuers') ? sameIssuerTwice(watch, path) : []),
  ];
}

function shortOverlap({ overlap, interval }: TokenWatchFile, path: readonly string[]): Problem[] {
  if (durationMs(overlap) >= durationMs(interval)) return [];
  return [
    {
      path: pathText([...path, 'overlap']),
      what: `is ${overlap}, shorter than the interval of ${interval}`,
      remedy: `Set it to ${interval} or more, so that an event that arrives late meets at least one more run.`,
    },
  ];
}

function sameIssuerTwice({ approvedIssuers }: TokenWatchFile, path: readonly string[]): Problem[] {
  const identities = approvedIssuers.map(({ email, actorId, tokenId }) =>
    JSON.stringify([email?.toLowerCase(), actorId, tokenId]),
  );
  return identities.flatMap((identity, index) => {
    const first = identities.indexOf(identity);
    return first === index
      ? []
      : [
          {
            path: pathText([...path, 'approvedIssuers', index]),
            what: `names the same issuer as entry ${first}`,
            remedy: 'Join the two: one entry with all kinds and one end.',
          },
        ];
  });
}
