import type { PayloadMapping } from '../config/settings';

type Payload = Readonly<Record<string, unknown>>;

/** Fields of an anomaly that stand alone. */
const FIELDS = ['actor', 'action', 'timestamp', 'account', 'source', 'severity', 'title'] as const;
type Field = (typeof FIELDS)[number];

const ACTOR_PARTS = {
  email: 'actorEmail',
  id: 'actorId',
  tokenId: 'actorTokenId',
  ip: 'actorIp',
} as const satisfies Readonly<Record<string, keyof PayloadMapping>>;

/** A sender's payload in the shape of an anomaly: nothing is checked yet. */
export interface MappedPayload {
  readonly fields: Readonly<Partial<Record<Field, unknown>>>;
  /** Everything that is no field: what stands in an object `details`, and what stands beside it. */
  readonly details: readonly Payload[];
  /** Whether the settings say where a field stands. */
  readonly isMapped: (field: PropertyKey | undefined) => boolean;
  /** Where a field stands in the payload as it was sent. */
  readonly pointerOf: (path: readonly PropertyKey[]) => string;
}

/** Finds the fields of an anomaly in a payload; what the mapping does not name stands under its own name. */
export function mapPayload(payload: Payload, mapping: PayloadMapping): MappedPayload {
  const parts = Object.entries(ACTOR_PARTS).flatMap(([part, setting]) => {
    const pointer = mapping[setting];
    return pointer === undefined ? [] : [{ part, pointer }];
  });
  const pointerOfField = (field: Field): string =>
    (field === 'source' ? undefined : mapping[field]) ?? (field === 'timestamp' ? ownTime(payload) : `/${field}`);
  const valueOf = (field: Field): unknown =>
    field === 'actor' && parts.length > 0 ? actorOf(payload, parts) : valueAt(payload, pointerOfField(field));
  const isRead = (field: Field): boolean => field !== 'actor' || parts.length === 0;
  const pointerTo = ([field, ...below]: readonly string[]): string => {
    const part = field === 'actor' ? (parts.find((known) => known.part === below[0]) ?? parts[0]) : undefined;
    if (part !== undefined) return part.pointer;
    const known = FIELDS.find((name) => name === field);
    return (known === undefined ? stepTo(field) : pointerOfField(known)) + below.map(stepTo).join('');
  };

  return {
    fields: Object.fromEntries(FIELDS.map((field) => [field, valueOf(field)])),
    details: detailsOf(payload, new Set(FIELDS.filter(isRead).map(pointerOfField))),
    isMapped: (field) => (field === 'actor' && parts.length > 0) || Object.hasOwn(mapping, field ?? ''),
    // RFC 6901, section 6: a fragment holds less than a pointer.
    pointerOf: (path) => `#${encodeURI(pointerTo(path.map(String)).toWellFormed()).replaceAll('#', '%23')}`,
  };
}

/** Detectors call it by either name. */
function ownTime(payload: Payload): string {
  return !Object.hasOwn(payload, 'timestamp') && Object.hasOwn(payload, 'occurredAt') ? '/occurredAt' : '/timestamp';
}

function actorOf(payload: Payload, parts: readonly { part: string; pointer: string }[]): Payload | undefined {
  const actor = parts.flatMap(({ part, pointer }) => {
    const value = valueAt(payload, pointer);
    return value === undefined ? [] : [[part, value] as const];
  });
  return actor.length === 0 ? undefined : Object.fromEntries(actor);
}

function detailsOf(payload: Payload, taken: ReadonlySet<string>): Payload[] {
  const given = isObject(payload.details) ? [payload.details as Payload] : [];
  const rest = Object.entries(payload).filter(
    ([name]) => !taken.has(stepTo(name)) && !(given.length > 0 && name === 'details'),
  );
  return [...given, Object.fromEntries(rest)];
}

/** Own properties only: `/constructor` leads nowhere. */
function valueAt(payload: Payload, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Payload)[step]
          : undefined,
      payload,
    );
}

function stepTo(name = ''): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
