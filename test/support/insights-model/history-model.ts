import type { ModelFilter, ModelSettings } from './settings';

/** A JSON object. */
export type Content = Readonly<Record<string, unknown>>;

/** What the model knows of an insight from complete listings. */
export interface ModelInsight {
  readonly standing: 'open' | 'dismissed' | 'gone' | 'resolved';
  readonly episode: number;
  /** Newest episode that the records tell of. */
  readonly told: number;
  readonly firstSeen: string;
  /** Starts of the syncs that listed it. */
  readonly seen: readonly string[];
  readonly json: string;
}

/** One complete sync. */
export interface ModelSync {
  readonly accountId: string;
  readonly seq: number;
  readonly at: string;
  readonly baseline: boolean;
  readonly open: ReadonlyMap<string, string>;
  /** Null when the dismissed list was not read to its end. */
  readonly dismissed: ReadonlyMap<string, string> | null;
  readonly settings: ModelSettings;
}

/** A record as readers must find it; `lastSeen` is looked at apart. */
export type ModelRecord = Readonly<Record<string, unknown>> & { readonly insightId: string; readonly state: string };

/** What a sync ought to make of what was known. */
export interface Prediction {
  readonly known: ReadonlyMap<string, ModelInsight>;
  readonly records: readonly ModelRecord[];
  /** Whether anything but times is other than before. */
  readonly moved: boolean;
}

type Place = 'open' | 'aside' | 'over' | 'absent' | 'not looked for';

/**
 * What follows from a complete sync, by the words of the documentation alone: nothing here comes from the rules that it
 * checks.
 */
export function predict(before: ReadonlyMap<string, ModelInsight>, sync: ModelSync): Prediction {
  const known = new Map(before);
  const records: ModelRecord[] = [];
  let moved = false;
  const ids = new Set([...before.keys(), ...sync.open.keys(), ...(sync.dismissed?.keys() ?? [])]);
  for (const id of [...ids].sort((a, b) => (a < b ? -1 : 1))) {
    const was = before.get(id);
    const listed = sync.dismissed?.get(id) ?? sync.open.get(id);
    const place = placeOf(id, listed, sync);
    const life = was === undefined || was.standing === 'resolved' ? beginning(was, place, sync) : going(was, place);
    if (life === undefined) continue;

    const json = listed ?? was!.json;
    const content = JSON.parse(json) as Content;
    const differs = was !== undefined && differences(JSON.parse(was.json) as Content, content, '').length > 0;
    const isTold = was !== undefined && life.episode === was.episode && was.told === was.episode;
    const isShown =
      passes(content, sync.settings.filter) &&
      (place === 'open' || (place === 'aside' && sync.settings.includeDismissed));
    const begun = (was?.told ?? 0) > 0 ? 'reappeared' : 'new';
    const state = isTold ? eventOf(was, life.standing, differs) : isShown ? begun : null;
    const now: ModelInsight = {
      ...life,
      told: state === null ? (was?.told ?? 0) : life.episode,
      firstSeen: was?.firstSeen ?? sync.at,
      seen: listed === undefined ? was!.seen : [...(was?.seen ?? []), sync.at],
      json,
    };
    known.set(id, now);
    moved ||=
      was === undefined ||
      differs ||
      [was.standing !== now.standing, was.episode !== now.episode, was.told !== now.told].includes(true);
    if (state !== null) records.push(recordOf(id, state, was, now, content, sync));
  }
  return { known, records, moved };
}

function placeOf(id: string, listed: string | undefined, { dismissed }: ModelSync): Place {
  if (listed === undefined) return dismissed === null ? 'not looked for' : 'absent';
  const { status, dismissed: flag } = JSON.parse(listed) as Content;
  if (typeof status === 'string' && status.toLowerCase() === 'resolved') return 'over';
  if (typeof flag === 'boolean') return flag ? 'aside' : 'open';
  return dismissed?.has(id) === true ? 'aside' : 'open';
}

type Life = Pick<ModelInsight, 'standing' | 'episode'>;

function beginning(was: ModelInsight | undefined, place: Place, { settings }: ModelSync): Life | undefined {
  const episode = (was?.episode ?? 0) + 1;
  if (place === 'open') return { standing: 'open', episode };
  return place === 'aside' && settings.includeDismissed ? { standing: 'dismissed', episode } : undefined;
}

function going({ standing, episode }: ModelInsight, place: Place): Life {
  if (place === 'open') return { standing: 'open', episode };
  if (place === 'aside') return { standing: 'dismissed', episode };
  if (place === 'over' || place === 'absent') return { standing: 'resolved', episode };
  return { standing: standing === 'dismissed' ? 'dismissed' : 'gone', episode };
}

function eventOf(was: ModelInsight, standing: ModelInsight['standing'], differs: boolean): string | null {
  if (standing === 'resolved') return 'resolved';
  if (standing === 'dismissed' && was.standing !== 'dismissed') return 'dismissed';
  if (standing === 'open' && was.standing === 'dismissed') return 'undismissed';
  return differs ? 'changed' : null;
}

function recordOf(
  insightId: string,
  state: string,
  was: ModelInsight | undefined,
  now: ModelInsight,
  content: Content,
  { accountId, seq, at, baseline }: ModelSync,
): ModelRecord {
  const payload = content['payload'] as Content | undefined;
  return {
    schema: 1,
    accountId,
    seq,
    at,
    state,
    insightId,
    episode: now.episode,
    baseline,
    firstSeen: now.firstSeen,
    severity: severityOf(content),
    issueType: typeOf(content),
    issueClass: content['issue_class'] ?? null,
    subject: content['subject'] ?? null,
    zoneId: payload?.['zone_tag'] ?? null,
    dismissed: content['dismissed'] ?? now.standing === 'dismissed',
    changes:
      was !== undefined && was.told === was.episode ? differences(JSON.parse(was.json) as Content, content, '') : [],
    insight: content,
  };
}

const SEVERITIES = ['low', 'moderate', 'high', 'critical'] as const;
const TYPES = ['compliance_violation', 'email_security', 'exposed_infrastructure', 'insecure_configuration'];

/** Whoever says nothing that is known ranks as high. */
export function severityOf({ severity }: Content): (typeof SEVERITIES)[number] {
  return SEVERITIES.find((name) => typeof severity === 'string' && name === severity.toLowerCase()) ?? 'high';
}

function typeOf({ issue_type: type }: Content): string | null {
  if (typeof type !== 'string') return null;
  return TYPES.includes(type.toLowerCase()) ? type.toLowerCase() : type;
}

function passes(content: Content, filter: ModelFilter): boolean {
  const severity = severityOf(content);
  const type = typeOf(content);
  const included = (filter.severity as readonly string[]).length === 0 || filter.severity.includes(severity);
  const typed = filter.issueType.length === 0 || filter.issueType.some((name) => name === type);
  const excluded = filter.excludeSeverity.includes(severity) || filter.excludeIssueType.some((name) => name === type);
  return included && typed && !excluded;
}

/** Innermost members that differ, by path, without the time of the scan. */
function differences(before: Content, after: Content, prefix: string): Content[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => prefix !== '' || name !== 'timestamp')
    .flatMap((name): Content[] => {
      const field = prefix + name;
      const [was, is] = [before[name], after[name]];
      if (was === undefined) return [{ field, after: is }];
      if (is === undefined) return [{ field, before: was }];
      if (isObject(was) && isObject(is)) return differences(was, is, `${field}.`);
      return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, before: was, after: is }];
    })
    .sort((a, b) => (String(a['field']) < String(b['field']) ? -1 : 1));
}

function isObject(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
