import { LEDGER_MESSAGE_CHECKS } from '../../../domain/quota-ledger-checks';
import { HOUR, request, TERMS } from './situations';

const SETTLE = { id: 'a', terms: TERMS, outcome: { kind: 'listed', list: 'open', count: 0 } };

it.each([
  ['reserve', request()],
  ['reserve', request({ listing: 'run', purpose: 'sync', need: 40 })],
  ['settle', SETTLE],
  ['settle', { ...SETTLE, outcome: { kind: 'rate_limited', retryAfterMs: null } }],
  ['settle', { ...SETTLE, outcome: { kind: 'rate_limited', retryAfterMs: 1_000 } }],
  ['settle', { ...SETTLE, outcome: { kind: 'rate_limited', retryAfterMs: 0.5 } }],
  ['settle', { ...SETTLE, outcome: { kind: 'rate_limited', retryAfterMs: Number.MAX_VALUE } }],
  ['settle', { ...SETTLE, outcome: { kind: 'listed', list: 'open', count: 20_000_000 } }],
  ['settle', { ...SETTLE, outcome: { kind: 'page_size_refused', pageSize: 25 } }],
  ['reserve', request({ need: 20_000_000 })],
  ['liftPace', { terms: { ...TERMS, leastIntervalMs: 10 * 365.25 * 24 * HOUR } }],
  ['liftPace', { terms: TERMS }],
  ['setUsed', { used: 0, terms: { ...TERMS, monthlyRequests: 0 } }],
] as const)('%s takes %j', (update, message) => {
  expect(LEDGER_MESSAGE_CHECKS[update](message)).toBeUndefined();
});

it.each([
  ['reserve', undefined, 'must be an object'],
  ['reserve', request({ id: '' }), 'id must be 1 to 512 letters'],
  ['reserve', request({ id: 'x'.repeat(513) }), 'id must be'],
  ['reserve', { ...request(), listing: 7 }, 'listing must be'],
  ['reserve', { ...request(), purpose: 'robot' }, 'purpose must be one of sync, person'],
  ['reserve', request({ need: 0 }), 'need must be a whole number from 1'],
  ['reserve', request({ need: 1.5 }), 'need must be'],
  ['reserve', request({ need: NaN }), 'need must be'],
  ['reserve', request({ terms: { ...TERMS, monthlyRequests: Infinity } }), 'terms monthlyRequests must be'],
  ['reserve', request({ terms: { ...TERMS, reserve: -1 } }), 'terms reserve must be'],
  ['reserve', request({ terms: { ...TERMS, leastIntervalMs: 0 } }), 'terms leastIntervalMs must be'],
  ['reserve', request({ terms: { ...TERMS, leastIntervalMs: 11 * 366 * 24 * HOUR } }), 'terms leastIntervalMs must be'],
  ['reserve', request({ terms: { ...TERMS, pageSize: 0 } }), 'terms pageSize must be'],
  ['reserve', { ...request(), terms: { ...TERMS, includeDismissed: 'no' } }, 'terms includeDismissed must be'],
  ['settle', { ...SETTLE, outcome: { kind: 'refunded' } }, 'outcome kind must be one of'],
  ['settle', { ...SETTLE, outcome: { kind: 'listed', list: 'all', count: 1 } }, 'outcome list must be one of'],
  ['settle', { ...SETTLE, outcome: { kind: 'rate_limited', retryAfterMs: -5 } }, 'outcome retryAfterMs must be'],
  ['settle', { ...SETTLE, outcome: { kind: 'rate_limited', retryAfterMs: NaN } }, 'outcome retryAfterMs must be'],
  ['settle', { ...SETTLE, outcome: { kind: 'rate_limited', retryAfterMs: Infinity } }, 'outcome retryAfterMs must be'],
  ['settle', { ...SETTLE, outcome: { kind: 'page_size_refused', pageSize: 0 } }, 'outcome pageSize must be'],
  ['liftPace', {}, 'terms must be an object'],
  ['setUsed', { used: -1, terms: TERMS }, 'used must be a whole number from 0'],
] as const)('%s does not take %j: %s', (update, message, problem) => {
  expect(LEDGER_MESSAGE_CHECKS[update](message)).toContain(problem);
});
