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
  /** Everything that is no field. */
  readonly details: Payload;
  /** Where a field stands in the payload as it was sent. */
  readonly pointerOf: (path: readonly PropertyKey[]) => string;
}

/** Finds the fields of an anomaly in a payload; what the mapping does not name stands under its own name. */
export function mapPayload(payload: Payload, mapping: PayloadMapping): MappedPayload {
  const parts = Object.entries(ACTOR_PARTS).flatMap(([part, setting]) => {
    const pointer = mapping[setting];
    return pointer === undefined ? [] : [{ part, pointer }];
  });
  const pointerOfField = (field: Field): string => (field === 'source' ? undefined : mapping[field]) ?? `/${field}`;
  const valueOf = (field: Field): unknown =>
    field === 'actor' && parts.length > 0 ? actorOf(payload, parts) : valueAt(payload, pointerOfField(field));

  return {
    fields: Object.fromEntries(FIELDS.map((field) => [field, valueOf(field)])),
    details: detailsOf(payload, new Set(FIELDS.map(pointerOfField))),
    pointerOf: (path) => {
      const [field, ...below] = path.map(String);
      const part = field === 'actor' ? parts.find((known) => known.part === below[0]) : undefined;
      if (part !== undefined) return `#${part.pointer}`;
      const known = FIELDS.find((name) => name === field);
      const start = known === undefined ? pointerTo(field) : pointerOfField(known);
      return `#${start}${below.map(pointerTo).join('')}`;
    },
  };
}

function actorOf(payload: Payload, parts: readonly { part: string; pointer: string }[]): Payload | undefined {
  const actor = parts.flatMap(({ part, pointer }) => {
    const value = valueAt(payload, pointer);
    return value === undefined ? [] : [[part, value] as const];
  });
  return actor.length === 0 ? undefined : Object.fromEntries(actor);
}

/** Fields under names of their own, and those of the object `details`. */
function detailsOf(payload: Payload, taken: ReadonlySet<string>): Payload {
  const isGiven = isObject(payload.details);
  const rest = Object.entries(payload).filter(
    ([name]) => !taken.has(pointerTo(name)) && !(isGiven && name === 'details'),
  );
  return Object.fromEntries([...Object.entries(isGiven ? (payload.details as object) : {}), ...rest]);
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

function pointerTo(name = ''): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
