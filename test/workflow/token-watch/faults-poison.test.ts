import { PutObjectCommand } from '@aws-sdk/client-s3';
import { sha256Hex } from '../../../activities/shared/hashing';
import { edgewarden } from '../../../cli/edgewarden';
import { archiveKey } from '../../../domain/archive-key';
import { minutesBefore } from '../../support/audit-records';
import { FaultyRig } from '../../support/faulty-rig';
import { ACCOUNT } from '../../support/worker-rig';

let faulty: FaultyRig;
const start = async (options?: Parameters<typeof FaultyRig.start>[0]) => {
  faulty = await FaultyRig.start(options);
};
afterEach(() => faulty.close(), 30_000);

/** As an operator ends a pending event. */
async function accept(key: string): Promise<void> {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const code = await edgewarden(
    ['pending', 'accept', '--account', ACCOUNT, '--key', key, '--by', 'ada', '--reason', 'looked at by hand'],
    { print, env: faulty.rig.env, now: () => new Date(), signal: AbortSignal.timeout(10_000) },
    print,
  );
  expect({ code, printed }).toMatchObject({ code: 0 });
}

describe('alone', () => {
  beforeEach(() => start(), 30_000);

  it('one whose token cannot be read waits, fails no run, and holds up nothing that comes after it', async () => {
    const bad = faulty.flagged('bad');
    faulty.control.addFault({
      provider: 'cloudflare',
      path: `/tokens/${bad}$`,
      times: 'always',
      kind: { status: 500 },
    });
    const waits = { outcome: 'attention', pending: [{ id: 'bad', step: 'assess', type: 'Unavailable' }] };
    expect(await faulty.watch()).toMatchObject(waits);

    const good = faulty.flagged('good', { time: minutesBefore(Date.now(), 1) });
    expect(await faulty.watch()).toMatchObject(waits);
    expect(faulty.ticketed()).toEqual([good]);
  });
});

describe('beside good events', () => {
  beforeEach(() => start(), 30_000);

  it('one whose token cannot be read waits, and is finished once it can', async () => {
    const good = faulty.flagged('good');
    faulty.harmless('harmless');
    const bad = faulty.flagged('bad');
    faulty.control.addFault({
      provider: 'cloudflare',
      path: `/tokens/${bad}$`,
      times: 'always',
      kind: { status: 500 },
    });

    const first = await faulty.watch();
    expect(first).toMatchObject({
      outcome: 'attention',
      pending: [{ id: 'bad', step: 'assess', type: 'Unavailable' }],
    });
    expect(await faulty.eventsIn('audit')).toEqual(['bad', 'good', 'harmless']);
    expect(await faulty.eventsIn('assessed')).toEqual(['good', 'harmless']);
    expect(faulty.ticketed()).toEqual([good]);
    faulty.clearFaults();

    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
    expect(await faulty.eventsIn('assessed')).toEqual(['bad', 'good', 'harmless']);
    expect(faulty.ticketed()).toEqual([good, bad].sort());
  });

  it('one whose ticket was deleted in the tracker waits, until somebody accepts it', async () => {
    const token = faulty.flagged('opening');
    await faulty.watch();
    faulty.control.deleteIssue(faulty.control.issues()[0]!.id);
    const time = minutesBefore(Date.now(), 1);
    faulty.changed('bad', token, time);
    const good = faulty.flagged('good', { time });

    const first = await faulty.watch();
    expect(first).toMatchObject({ outcome: 'attention', pending: [{ id: 'bad', step: 'ticket', type: 'NotFound' }] });
    expect(await faulty.eventsIn('assessed')).toEqual(['good', 'opening']);
    expect(faulty.ticketed()).toEqual([token, good].sort());

    expect((await faulty.watch()).pending).toEqual(first.pending);
    await accept(first.pending[0]!.key);
    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
    expect(faulty.control.comments()).toEqual([]);
  });

  it('one whose place in the archive is taken waits and is not judged by what lies there, until somebody accepts it', async () => {
    const { rig } = faulty;
    const good = faulty.flagged('good');
    const time = minutesBefore(Date.now(), 590);
    faulty.flagged('bad', { time });
    const key = archiveKey({
      prefix: '',
      stream: 'v2',
      accountId: rig.accountId,
      id: 'bad',
      time,
      identityHash: sha256Hex('bad'),
    });
    const foreign = JSON.stringify({ id: 'of something else' });
    await rig.s3.send(new PutObjectCommand({ Bucket: rig.bucket, Key: key, Body: foreign }));

    const first = await faulty.watch();
    expect(first).toMatchObject({
      outcome: 'attention',
      pending: [{ key, id: 'bad', step: 'archive', type: 'Conflict' }],
    });
    expect(await faulty.eventsIn('assessed')).toEqual(['good']);

    expect((await faulty.watch()).pending).toEqual(first.pending);
    expect(faulty.ticketed()).toEqual([good]);
    expect(await faulty.eventsIn('judged')).toEqual(['good']);
    expect(await rig.text(key)).toBe(foreign);

    await accept(key);
    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
    expect(faulty.ticketed()).toEqual([good]);
  });
});

describe('the older log', () => {
  beforeEach(() => start({ auditApis: ['v2', 'v1'] }), 30_000);

  it('holds up nothing that the newer one has found, and is caught up on', async () => {
    const token = faulty.flagged('one');
    const when = minutesBefore(Date.now(), 600);
    faulty.control.addEventV1({
      accountId: faulty.rig.accountId,
      record: {
        id: 'key-1',
        when,
        action: { result: true, type: 'rotate_API_key' },
        actor: { id: 'u1', email: 'alice@example.com', ip: '198.51.100.20', type: 'user' },
        interface: 'UI',
        metadata: {},
        resource: { id: 'u1', type: 'account' },
      },
    });
    faulty.control.addFault({ provider: 'cloudflare', path: '/audit_logs', times: 'always', kind: { status: 403 } });

    const first = await faulty.watch();
    expect(first).toMatchObject({ outcome: 'attention', pending: [], through: first.startedAt });
    expect(first.attention).toEqual([expect.stringMatching(/v1 .*not read to its end/)]);
    expect(await faulty.eventsIn('assessed')).toEqual(['one']);
    expect(faulty.ticketed()).toEqual([token]);
    const quiet = await faulty.watch();
    expect(quiet).toMatchObject({ outcome: 'attention', through: quiet.startedAt });
    faulty.clearFaults();

    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
    expect(await faulty.eventsIn('assessed')).toEqual(['key-1', 'one']);
    expect(faulty.control.issues()).toHaveLength(2);
  });
});
