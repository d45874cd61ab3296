import type { ModelSettings } from '../../config/settings';
import type { ModelOpinion } from '../../domain/investigation/model-opinion';
import type { EvidenceReader } from '../shared/evidence-reader';
import type { AskModelInput, createAskModel as CreateAskModel } from './ask-model';

export interface ModelActivitiesDependencies {
  /** Absent when no model is configured. */
  readonly model: ModelSettings | undefined;
  readonly evidence: EvidenceReader;
}

export interface ModelActivities {
  /** See `createAskModel`; null when no model is configured. */
  readonly askModel: (input: AskModelInput) => Promise<ModelOpinion | null>;
}

/**
 * What investigations ask of a language model. A model that cannot be used fails here, at start-up, and not in an
 * investigation.
 */
export function createModelActivities({ model, evidence }: ModelActivitiesDependencies): ModelActivities {
  if (model === undefined) return { askModel: () => Promise.resolve(null) };
  // The SDK takes 36 MB and a quarter of a second: for workers that have a model.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { createAskModel } = require('./ask-model') as { createAskModel: typeof CreateAskModel };
  return { askModel: createAskModel({ model, evidence }) };
}
