import { createAskModel, type AskModelDeps } from './ask-model';

/** What investigations ask of a language model. */
export function createModelActivities(deps: AskModelDeps) {
  return { askModel: createAskModel(deps) };
}

export type ModelActivities = ReturnType<typeof createModelActivities>;
