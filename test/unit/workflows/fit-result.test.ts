import { fitResult } from '../../../workflows/fit-result';
import { longKey, pendingEvent, RESULT, some } from './results';

const MAX_BYTES = 200 * 1024;
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const uuid = (index: number) => `8f1c2d3e-4b5a-4968-8776-${String(index).padStart(12, '0')}`;
const hash = (index: number) => index.toString(16).padStart(16, '0');

const FULL = {
  ...RESULT,
  archived: some(500, longKey),
  tickets: some(50, uuid),
  pending: some(500, (index) => pendingEvent(1_000 + index)),
  seen: some(2_000, hash),
};

describe('the result of a run', () => {
  it('that is full stays below its bound and gives up nothing that waits', () => {
    const fitted = fitResult(FULL);
    expect(bytes(fitted)).toBeLessThan(MAX_BYTES);
    expect(fitted.pending).toEqual(FULL.pending);
    expect(fitted.tickets).toEqual(FULL.tickets);
    expect(fitted.streams).toEqual(FULL.streams);
  });

  it('says how many keys it left out', () => {
    const { archived, archivedNotListed } = fitResult({ ...FULL, archivedNotListed: 7 });
    expect(archived.length + archivedNotListed).toBe(FULL.archived.length + 7);
    expect(archived).toEqual(FULL.archived.slice(0, archived.length));
  });

  it('gives up hashes first: they only spare look-ups', () => {
    const { seen, archived } = fitResult({ ...FULL, pending: some(200, pendingEvent) });
    expect(seen.length).toBeLessThan(2_000);
    expect(archived).toHaveLength(500);
  });

  it('of an ordinary run is left as it is', () => {
    const ordinary = { ...RESULT, archived: some(40, longKey), tickets: some(5, uuid), seen: some(60, hash) };
    expect(fitResult(ordinary)).toEqual(ordinary);
  });

  it('lists five hundred tickets and counts the others', () => {
    const { tickets, ticketsNotListed } = fitResult({ ...RESULT, tickets: some(502, uuid), ticketsNotListed: 3 });
    expect(tickets).toHaveLength(500);
    expect(ticketsNotListed).toBe(5);
  });

  it('remembers two thousand events', () => {
    expect(fitResult({ ...RESULT, seen: some(2_500, hash) }).seen).toEqual(some(2_000, hash));
  });

  it('of a backfill of a hundred thousand events stays below its bound', () => {
    const rescued = {
      count: 100_000,
      oldestHours: 8_760,
      first: some(100, (i) => ({ key: longKey(i), ageHours: 8_760.5 })),
    };
    const fitted = fitResult({ ...FULL, archived: some(100_000, longKey), rescued });
    expect(bytes(fitted)).toBeLessThan(MAX_BYTES);
    expect(fitted.archived.length + fitted.archivedNotListed).toBe(100_000);
    expect(fitted.pending).toHaveLength(500);
    expect(fitted.rescued).toMatchObject({ count: 100_000, oldestHours: 8_760 });
  });
});
