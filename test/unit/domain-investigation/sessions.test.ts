import { SESSION_GAP_MS, sessionsOf } from '../../../domain/investigation/sessions';
import { CURL, did, HOTEL } from './histories/build';

const shapes = (events: Parameters<typeof sessionsOf>[0]) =>
  sessionsOf(events).map(({ events: refs, gapBeforeMs }) => [refs.length, gapBeforeMs]);

describe('sessions', () => {
  it('go on through half an hour of silence', () => {
    expect(shapes([did('+0m', 'read'), did('+30m', 'read')])).toEqual([[2, null]]);
  });

  it('end with a longer silence, which the next one names', () => {
    const events = [did('+0m', 'read'), did('+30m1s', 'read')];
    expect(shapes(events)).toEqual([
      [1, null],
      [1, SESSION_GAP_MS + 1_000],
    ]);
  });

  it.each([
    ['address', { address: HOTEL }],
    ['program', { userAgent: CURL }],
    ['credential', { credentialId: 't1' }],
  ])('are apart when the %s is another', (_, parts) => {
    expect(shapes([did('+0m', 'read'), did('+1m', 'read', parts), did('+2m', 'read')])).toEqual([
      [2, null],
      [1, null],
    ]);
  });

  it('say when they began and ended', () => {
    const [session] = sessionsOf([did('+9m', 'read'), did('+0m', 'read')]);
    expect(session).toMatchObject({ from: '2026-11-22T12:00:00.000Z', to: '2026-11-22T12:09:00.000Z' });
  });

  it('leave out what has no time', () => {
    expect(sessionsOf([did('+0m', 'read', { time: null })])).toEqual([]);
  });
});
