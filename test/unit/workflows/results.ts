import type { PendingEvent } from '../../../domain/token-watch';
import type { TokenWatchResult } from '../../../workflows/contracts';

const ACCOUNT_ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';

export const RESULT: TokenWatchResult = {
  outcome: 'ok',
  attention: [],
  startedAt: '2026-11-22T10:00:00.000Z',
  through: '2026-11-22T10:00:00.000Z',
  streams: { v2: { through: '2026-11-22T10:00:00.000Z', readAt: '2026-11-22T10:00:00.000Z' } },
  archived: [],
  archivedNotListed: 0,
  created: 0,
  tickets: [],
  ticketsNotListed: 0,
  flagged: 0,
  counts: { scanned: 0, known: 0, deleted: 0, failed: 0, unparsed: 0 },
  pending: [],
  seen: [],
  manifestHour: '2026-11-22T10',
  unnamedWindows: [],
};

/** The longest key that an event may have: an id that is hashed, and a revision. */
export const longKey = (index: number): string =>
  `audit/v2/account=${ACCOUNT_ID}/date=2026-11-22/20261122T100000000Z_h-${String(index).padStart(64, '0')}.r-0123456789abcdef.json`;

export const pendingEvent = (index: number, overrides: Partial<PendingEvent> = {}): PendingEvent => ({
  stream: 'v2',
  key: longKey(index),
  time: '2026-11-22T10:00:00.000Z',
  id: `0199c0de-ffff-7000-8000-${String(index).padStart(12, '0')}`,
  step: 'ticket',
  type: 'UnexpectedAnswer',
  severity: 'critical',
  since: '2026-11-22T10:00:00.000Z',
  ...overrides,
});

export const some = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
