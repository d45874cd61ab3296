import fc from 'fast-check';
import type { Fault } from '../../../sandbox/http/faults';
import type { Mishap } from './gates';
import { FILTERS, type ModelSettings } from './settings';
import { SLOTS, type MidwayChange, type WorldChange } from './world';

/** How long nobody does anything before a step. */
export type Wait =
  | { readonly until: 'due' | 'just before due' }
  | { readonly minutes: number }
  /** Part of what is left of the month. */
  | { readonly share: number };

export type Step =
  | {
      readonly kind: 'sync';
      readonly wait: Wait;
      readonly before: readonly WorldChange[];
      readonly mishaps: readonly Mishap[];
      readonly faults: readonly Fault['kind'][];
      /** Pages that are answered before the faults. */
      readonly skip: number;
      readonly midway: readonly MidwayChange[];
      readonly isTrackerDown: boolean;
      /** A person asks for it now. */
      readonly lifted: boolean;
    }
  | { readonly kind: 'dry run'; readonly wait: Wait; readonly mishaps: readonly Mishap[] }
  | { readonly kind: 'settings'; readonly change: Partial<ModelSettings> }
  | {
      readonly kind: 'api';
      readonly maxPerPage: number;
      readonly cursors: boolean;
      readonly order: 'stable' | 'changing';
      readonly repeatPage: number | null;
      readonly retryAfterS: number | null;
    }
  | { readonly kind: 'ledger lost' | 'spending told' | 'worker restarts' | 'schedule made anew' | 'doctor' }
  | { readonly kind: 'spent elsewhere'; readonly requests: number }
  | { readonly kind: 'skew'; readonly ms: number }
  | { readonly kind: 'clock set'; readonly byMs: number };

/** What happens in three months, one after the other. */
export type Story = readonly (readonly Step[])[];

const MINUTE_MS = 60_000;
/** Gates that a run with changes passes, about. */
const GATES = 40;

const wait: fc.Arbitrary<Wait> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Wait>({ until: 'due' }) },
  { weight: 1, arbitrary: fc.constant<Wait>({ until: 'just before due' }) },
  { weight: 2, arbitrary: fc.record({ minutes: fc.constantFrom(2, 10, 50, 600) }) },
  { weight: 2, arbitrary: fc.record({ share: fc.constantFrom(0.03, 0.1) }) },
);

const change: fc.Arbitrary<WorldChange> = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant<WorldChange['what']>('appears') },
    { weight: 3, arbitrary: fc.constant<WorldChange['what']>('vanishes') },
    {
      weight: 6,
      arbitrary: fc.constantFrom<WorldChange['what']>('dismissed', 'undismissed', 'severity', 'detail', 'scan'),
    },
    { weight: 1, arbitrary: fc.constantFrom<WorldChange['what']>('resolved', 'nameless') },
  ),
  slot: fc.nat(SLOTS - 1),
  choice: fc.nat(29),
});

const mishap: fc.Arbitrary<Mishap> = fc.record({
  gate: fc.integer({ min: 1, max: GATES }),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Mishap['what']>('dies before', 'dies after') },
    { weight: 4, arbitrary: fc.constantFrom<Mishap['what']>('answer lost', 'refused', 'run ends') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Mishap['what']>('ledger lost', 'minutes pass', 'long pause', 'haunts', 'haunts'),
    },
  ),
});
const mishaps = fc.oneof(
  { weight: 2, arbitrary: fc.constant<readonly Mishap[]>([]) },
  { weight: 3, arbitrary: fc.uniqueArray(mishap, { minLength: 1, maxLength: 3, selector: ({ gate }) => gate }) },
);

const fault: fc.Arbitrary<Fault['kind']> = fc.constantFrom<Fault['kind']>(
  { status: 503 },
  { status: 500 },
  'lost-answer',
  'truncated-json',
  'wrong-schema',
  'success-false',
  'html',
  { rateLimited: 'without-retry-after' },
  { rateLimited: 'with-retry-after', retryAfterS: 7_200 },
);

const rarely = fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const sync: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('sync'),
  wait,
  before: fc.array(change, { maxLength: 4 }),
  mishaps,
  faults: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fault, { minLength: 1, maxLength: 2 }) },
  ),
  skip: fc.nat(3),
  midway: fc.array(fc.record({ page: fc.integer({ min: 1, max: 5 }), change }), { maxLength: 2 }),
  isTrackerDown: rarely,
  lifted: rarely,
});

const settings: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('settings'),
  change: fc.oneof<fc.Arbitrary<Partial<ModelSettings>>[]>(
    fc.record({ filter: fc.constantFrom(...FILTERS) }),
    fc.record({ filter: fc.constantFrom(...FILTERS) }),
    fc.record({ includeDismissed: fc.boolean() }),
    fc.record({ pageSize: fc.constantFrom(3, 5, 8, 1_000) }),
    fc.record({ monthlyRequests: fc.constantFrom(12, 20, 45, 100), reserve: fc.constantFrom(0, 2, 5) }),
  ),
});

const api: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('api'),
  maxPerPage: fc.constantFrom(1_000, 1_000, 500, 25),
  cursors: fc.boolean(),
  order: fc.constantFrom(...Array.from({ length: 5 }, () => 'stable' as const), 'changing' as const),
  repeatPage: fc.constantFrom(...Array.from({ length: 7 }, () => null), 1),
  retryAfterS: fc.constantFrom(null, 3_600),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: sync },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dry run'), wait, mishaps }) },
  { weight: 4, arbitrary: settings },
  { weight: 2, arbitrary: api },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        ...(['ledger lost', 'worker restarts', 'schedule made anew', 'doctor'] as const),
        ...Array.from({ length: 4 }, () => 'spending told' as const),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('spent elsewhere'), requests: fc.constantFrom(1, 8, 30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('skew'), ms: fc.integer({ min: -3 * MINUTE_MS, max: 3 * MINUTE_MS }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clock set'),
      byMs: fc.constantFrom(-45 * MINUTE_MS, -MINUTE_MS, 20 * MINUTE_MS),
    }),
  },
);

const SIZE = { minLength: 20, maxLength: 36, size: 'max' } as const;

/** Three months of whatever may happen. */
export const stories: fc.Arbitrary<Story> = fc.tuple(fc.array(step, SIZE), fc.array(step, SIZE), fc.array(step, SIZE));
