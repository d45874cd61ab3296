import { eventRef, timelineOf } from '../../../domain/investigation/timeline';
import { CAROL, did, didInDatadog } from './histories/build';

const refs = (events: Parameters<typeof timelineOf>[0]): readonly string[] => timelineOf(events).map(eventRef);

describe('a timeline', () => {
  it('is in the order of time, then source, then id', () => {
    const events = [
      did('+5m', 'read', { id: 'late' }),
      didInDatadog('+0m', 'read', { id: 'a' }),
      did('+0m', 'read', { id: 'b' }),
      did('+0m', 'read', { id: 'a' }),
    ];
    expect(refs(events)).toEqual(['cloudflare:a', 'cloudflare:b', 'datadog:a', 'cloudflare:late']);
  });

  it('ends with what has no time', () => {
    const events = [did('+0m', 'read', { id: 'untold', time: null }), did('+20h', 'read', { id: 'told' })];
    expect(refs(events)).toEqual(['cloudflare:told', 'cloudflare:untold']);
  });

  it('has an id once, and one id of each source', () => {
    const read = did('+0m', 'read', { id: 'a' });
    expect(refs([read, { ...read }, didInDatadog('+0m', 'read', { id: 'a' })])).toEqual(['cloudflare:a', 'datadog:a']);
  });

  it('keeps the stronger tie when one event was found twice', () => {
    const byAddress = did('+0m', 'read', { id: 'a', matchedBy: 'address' });
    const byToken = { ...byAddress, matchedBy: 'token' } as const;
    expect(timelineOf([byAddress, byToken])).toEqual([byToken]);
    expect(timelineOf([byToken, byAddress])).toEqual([byToken]);
  });

  it('has one event for a request that left a record in every account', () => {
    const parts = { requestId: 'ray1', target: 't1' };
    const events = [
      did('+0m', 'credential_minted', { ...parts, id: 'in account b' }),
      did('+0m', 'credential_minted', { ...parts, id: 'in account a' }),
    ];
    expect(refs(events)).toEqual(['cloudflare:in account a']);
  });

  it('keeps every act of a request that did several things', () => {
    const parts = { requestId: 'ray1' };
    const events = [
      did('+0m', 'delete', { ...parts, target: 'r1', id: 'a' }),
      did('+0m', 'delete', { ...parts, target: 'r2', id: 'b' }),
    ];
    expect(refs(events)).toHaveLength(2);
  });

  it('leaves the events it is given as they are', () => {
    const events = Object.freeze([did('+5m', 'read'), did('+0m', 'read', { actor: CAROL })]);
    expect(timelineOf(events)).toHaveLength(2);
    expect(events[0]?.time).toBe('2026-11-22T12:05:00.000Z');
  });
});
