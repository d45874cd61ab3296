import { HARMLESS, minutesBefore, WRITES } from '../../support/audit-records';
import { FaultyRig } from '../../support/faulty-rig';

let faulty: FaultyRig;
beforeEach(async () => {
  faulty = await FaultyRig.start();
}, 30_000);
afterEach(() => faulty.close(), 30_000);

const narrow = (token: string) => faulty.control.setToken(token, { policies: HARMLESS });

async function recordOf(family: 'judged' | 'assessed'): Promise<unknown> {
  const [key, ...others] = await faulty.rig.keys(`${family}/`);
  expect(others).toEqual([]);
  return faulty.rig.json(key!);
}

const WRITE_TICKET = { reasons: [{ code: 'write_scope' }], scope: [{ access: 'write' }] };

describe('a token that is narrowed after it was judged', () => {
  it('is ticketed as it was judged when the worker never learned that the judgement was stored', async () => {
    const token = faulty.flagged('one');
    faulty.store.onAnswered(({ method, key }, status) => {
      if (method === 'PUT' && key.startsWith('judged/') && status === 200) narrow(token);
    });
    faulty.store.addFault({ method: 'PUT', key: /^judged\//, kind: 'lost-answer' });

    const result = await faulty.watch();

    expect(faulty.store.hits).toBe(1);
    expect(result).toMatchObject({ outcome: 'ok', flagged: 1 });
    expect(faulty.ticketed()).toEqual([token]);
    expect(await recordOf('assessed')).toMatchObject(WRITE_TICKET);
  });

  it('is ticketed as it was judged by the run after one that failed in between', async () => {
    const token = faulty.flagged('one');
    faulty.control.addFault({ provider: 'linear', kind: { status: 401, body: {} } });
    await faulty.failedWatch();
    expect(await recordOf('judged')).toMatchObject(WRITE_TICKET);
    narrow(token);

    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', flagged: 1 });

    expect(faulty.ticketed()).toEqual([token]);
    expect(await recordOf('assessed')).toMatchObject(WRITE_TICKET);
  });
});

describe('a token that is narrowed before anybody looks', () => {
  const time = minutesBefore(Date.now(), 60);
  const narrowed = { modified_on: minutesBefore(Date.now(), 30) };

  it('is flagged for what its creation asked for', async () => {
    const request = { name: 'ci', policies: WRITES };
    const token = faulty.flagged('one', { time, policies: HARMLESS, body: narrowed, request });

    await faulty.watch();

    expect(faulty.ticketed()).toEqual([token]);
    expect(await recordOf('assessed')).toMatchObject({ reasons: [{ code: 'write_scope' }] });
  });

  it('is flagged as unknown when its creation does not say what it was', async () => {
    const token = faulty.flagged('one', { time, policies: HARMLESS, body: narrowed });

    await faulty.watch();

    expect(faulty.ticketed()).toEqual([token]);
    expect(await recordOf('assessed')).toMatchObject({ reasons: [{ code: 'scope_unknown' }] });
  });

  it('passes when it has been as narrow since before its creation was logged', async () => {
    faulty.flagged('one', { time, policies: HARMLESS });

    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', flagged: 0 });

    expect(faulty.ticketed()).toEqual([]);
    expect(await recordOf('assessed')).toMatchObject({ flagged: false });
  });
});
