import { createDatadogClient } from '../../activities/datadog/client';
import { probeDatadog } from '../../activities/datadog/probe';
import { datadogHostNote } from '../../config/datadog-host';
import type { DatadogSettings } from '../../config/settings';
import { failed, note, ok, type Finding } from './finding';

/** Whether the host is one of Datadog's, both keys are taken, and may search the Audit Trail. */
export async function checkDatadog(
  { baseUrl, apiKey, applicationKey }: DatadogSettings,
  nowMs: number,
  signal: AbortSignal,
): Promise<Finding[]> {
  const hostNote = datadogHostNote(baseUrl);
  const notes = hostNote === undefined ? [] : [note('datadog', hostNote)];
  const client = createDatadogClient({ baseUrl, apiKey: apiKey.reveal(), applicationKey: applicationKey.reveal() });
  try {
    await probeDatadog(client, nowMs, signal);
    return [...notes, ok('datadog', 'both keys are accepted, and the Audit Trail can be searched')];
  } catch (error) {
    return [...notes, failed('datadog', error, 'Check datadog.baseUrl and the way to it.')];
  }
}
