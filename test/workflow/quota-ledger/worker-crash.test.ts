import { failureTypeOf } from '../../../activities/shared/failure';
import { FailureType } from '../../../domain/failure-type';
import type { QuotaGrant } from '../../../domain/request-quota';
import { startChildWorker } from '../../support/child-worker';
import { LedgerRig, NEVER } from './ledger-rig';

let rig: LedgerRig;

beforeAll(async () => {
  rig = await LedgerRig.start({ worker: 'none' });
}, 60_000);

afterAll(() => rig.close(), 60_000);

const ASKED = { purpose: 'person', listing: null, need: 1 } as const;

it('a request that is asked for while no worker runs is refused in time, and counted once when one is back', async () => {
  const account = rig.account();
  let worker = await startChildWorker(rig);
  await rig.open(account, { used: 10 });
  await persistently(() => rig.impatient.reserve(account, { id: 'answered', ...ASKED }, NEVER));
  await worker.kill();

  const unanswered = rig.impatient.reserve(account, { id: 'unanswered', ...ASKED }, NEVER);
  await expect(unanswered).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
  await expect(unanswered).rejects.toThrow(
    /reserving a request: the ledger gave no answer within 1500 ms.*check that a worker is running/,
  );

  worker = await startChildWorker(rig);
  // The same request, delivered again, whether or not the first delivery has arrived by now.
  expect(await rig.reserve(account, 'unanswered')).toMatchObject({ granted: true, quota: { used: 12 } });
  expect((await rig.ledgers.state(account, NEVER)).granted.map(([id]) => id)).toEqual(['answered', 'unanswered']);
  await worker.stop();
}, 60_000);

it('a worker that is killed again and again loses and doubles nothing', async () => {
  const account = rig.account();
  await rig.open(account, {}, 15);
  let worker = await startChildWorker(rig);
  const progress = createProgress();

  const caller = async (name: string): Promise<void> => {
    for (let nth = 0; nth < 20; nth += 1) {
      await persistently(() => rig.reserve(account, `${name}/${nth}`));
      progress.add();
    }
  };
  const callers = Promise.all(['a', 'b', 'c'].map(caller));
  for (const killAt of [12, 37]) {
    await progress.reaches(killAt);
    await worker.kill();
    worker = await startChildWorker(rig);
  }
  await callers;

  expect((await rig.ledgers.state(account, NEVER)).used).toBe(60);
  await worker.stop();
}, 120_000);

/** Asks again, with the same id, until there is an answer: a request may have been counted before its worker died. */
async function persistently(ask: () => Promise<QuotaGrant>): Promise<void> {
  for (;;) {
    try {
      expect((await ask()).granted).toBe(true);
      return;
    } catch (error) {
      if (failureTypeOf(error) !== FailureType.Unavailable) throw error;
    }
  }
}

/** Counts, and tells whoever waits for a number that it is reached. */
function createProgress() {
  let count = 0;
  const waiting: { readonly at: number; readonly resolve: () => void }[] = [];
  return {
    add(): void {
      count += 1;
      for (const { at, resolve } of waiting) if (count >= at) resolve();
    },
    reaches: (at: number) => new Promise<void>((resolve) => (count >= at ? resolve() : waiting.push({ at, resolve }))),
  };
}
