import type { DataConverter } from '@temporalio/common';
import { createAesGcmCodec } from './aes-gcm-codec';
import type { EncryptionKey } from './settings';

/**
 * For `bundleWorkflowCode({ failureConverterPath })` when encryption is on: the bundle needs it beside client and worker.
 * A bundle without it works and replays, but stores in the clear what a workflow throws.
 */
export const FAILURE_CONVERTER_PATH = require.resolve('./failure-converter');

/**
 * How client and worker turn values and failures into what Temporal stores.
 *
 * Without keys it is Temporal's own converter: failures stay readable in the Temporal UI.
 */
export function createDataConverter(keys: readonly EncryptionKey[]): DataConverter {
  if (keys.length === 0) return {};
  return { payloadCodecs: [createAesGcmCodec(keys)], failureConverterPath: FAILURE_CONVERTER_PATH };
}
