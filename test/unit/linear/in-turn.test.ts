import { createInTurn } from '../../../activities/shared/in-turn';

const never = () => Promise.withResolvers<undefined>();

it('runs work of one key in the order of the calls, although the keys become known in another', async () => {
  const inTurn = createInTurn();
  const late = Promise.withResolvers<string>();
  const order: string[] = [];
  const note = (name: string) => () => Promise.resolve(void order.push(name));

  const all = [inTurn(late.promise, note('first')), inTurn(Promise.resolve('k'), note('second'))];
  late.resolve('k');
  await Promise.all(all);

  expect(order).toEqual(['first', 'second']);
});

it('does not let one key wait for the work of another', async () => {
  const inTurn = createInTurn();
  void inTurn(Promise.resolve('slow'), () => never().promise);

  await expect(inTurn(Promise.resolve('fast'), () => Promise.resolve('done'))).resolves.toBe('done');
});

it('goes on after work that failed and after a key that failed', async () => {
  const inTurn = createInTurn();
  const failed = [
    inTurn(Promise.resolve('k'), () => Promise.reject(new Error('work'))),
    inTurn(Promise.reject(new Error('key')), () => Promise.resolve('never')),
  ];

  await expect(inTurn(Promise.resolve('k'), () => Promise.resolve('done'))).resolves.toBe('done');
  expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
