import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Moves message and stack of a failure into a payload, where the codec encrypts them. Loaded by client and worker and,
 * by path, into the bundle of the workflows: without it there, what a workflow throws is stored in the clear.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
