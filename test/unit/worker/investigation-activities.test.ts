import type { AskModelInput } from '../../../activities/model/ask-model';
import type { ModelOpinion } from '../../../domain/investigation/model-opinion';
import { askingAtMost } from '../../../worker/investigation-activities';

const question = {} as AskModelInput;

describe('a model that takes its time', () => {
  it('holds so many places of a worker and no more: what is beyond goes on without it at once, and says so', async () => {
    const answer = Promise.withResolvers<ModelOpinion | null>();
    const { askModel } = askingAtMost(2, { askModel: () => answer.promise });
    const asked = [askModel(question), askModel(question)];

    expect(await askModel(question)).toMatchObject({
      status: 'unavailable',
      reason: 'it was being asked about 2 other investigations at this moment',
    });

    answer.resolve(null);
    expect(await Promise.all(asked)).toEqual([null, null]);
  });

  it('has its place again when it has answered, and when it has failed', async () => {
    const calls = [() => Promise.reject(new Error('the evidence is away')), () => Promise.resolve(null)];
    const { askModel } = askingAtMost(1, { askModel: () => calls.shift()!() });

    await expect(askModel(question)).rejects.toThrow('the evidence is away');
    await expect(askModel(question)).resolves.toBeNull();
  });
});
