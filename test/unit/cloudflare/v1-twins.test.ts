import { twinsOf } from '../../../activities/cloudflare/v1-twins';
import type { TimelineEvent } from '../../../domain/investigation/timeline';

const entry = (id: string, second: number, more: Partial<TimelineEvent> = {}): [string, TimelineEvent] => [
  id,
  {
    source: 'cloudflare',
    id,
    time: new Date(Date.UTC(2026, 10, 22, 12, 0, second)).toISOString(),
    kind: 'change',
    outcome: 'success',
    actor: { id: 'u1', email: 'dana@example.com', name: '', type: 'user' },
    address: null,
    country: null,
    userAgent: '',
    credentialId: null,
    target: '',
    area: '',
    requestId: null,
    approvedIssuer: false,
    text: { summary: '', targetName: '' },
    matchedBy: 'actor',
    ...more,
  },
];

describe('an act that both logs show', () => {
  it('is told by actor, kind and time', () => expect(twinsOf([entry('n', 0)], [entry('o', 9)])).toEqual(['o']));

  it.each([
    ['change', 'security_weakened'],
    ['change', 'credential_rolled'],
    ['create', 'credential_minted'],
    ['create', 'member_added'],
    ['delete', 'credential_deleted'],
    ['delete', 'logging_disabled'],
  ] as const)('may be a mere %s in the older one and %s in the newer', (older, newer) => {
    expect(twinsOf([entry('n', 0, { kind: newer })], [entry('o', 1, { kind: older })])).toEqual(['o']);
  });

  it.each([
    ['delete', 'create'],
    ['delete', 'change'],
    ['read', 'change'],
    ['change', 'create'],
    ['change', 'delete'],
    ['change', 'read'],
    ['create', 'credential_deleted'],
  ] as const)('is none when the older one tells of a %s and the newer one of a %s', (older, newer) => {
    expect(twinsOf([entry('n', 0, { kind: newer })], [entry('o', 1, { kind: older })])).toEqual([]);
  });

  it('is paired with the nearest, whichever comes first: what only the older one shows stays', () => {
    expect(twinsOf([entry('n', 10)], [entry('only in the older', 3), entry('o', 9)])).toEqual(['o']);
    expect(twinsOf([entry('n1', 10), entry('n2', 19)], [entry('o2', 18), entry('o1', 11)]).toSorted()).toEqual([
      'o1',
      'o2',
    ]);
  });

  it('may have its address written in two ways, or in one log only', () => {
    const from = (address: string | null) => ({ address });
    expect(twinsOf([entry('n', 0, from('2001:db8::1'))], [entry('o', 1, from('2001:DB8:0:0:0:0:0:1'))])).toEqual(['o']);
    expect(twinsOf([entry('n', 0, from('203.0.113.9'))], [entry('o', 1, from(null))])).toEqual(['o']);
  });

  it('knows the actor by any spelling', () => {
    const actor = { id: '', email: 'Dana@Example.com', name: '', type: '' };
    expect(twinsOf([entry('n', 0)], [entry('o', 1, { actor })])).toEqual(['o']);
  });

  it('stands for one act of the older log, not for two', () => {
    expect(twinsOf([entry('n', 0)], [entry('o1', 1), entry('o2', 2)])).toEqual(['o1']);
  });

  it.each([
    ['later than ten seconds', entry('o', 11)],
    ['of another kind', entry('o', 1, { kind: 'secret_viewed' })],
    ['of somebody else', entry('o', 1, { actor: { id: '', email: 'eve@example.com', name: '', type: '' } })],
    ['from another address', entry('o', 1, { address: '203.0.113.9' })],
    ['that failed', entry('o', 1, { outcome: 'failure' })],
    ['without a time', entry('o', 1, { time: null })],
  ])('is none %s', (_, older) => expect(twinsOf([entry('n', 0, { address: '198.51.100.24' })], [older])).toEqual([]));
});
