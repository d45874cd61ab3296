import { checkAccess } from '../activities/confluence/check-access';
import { createConfluenceClient } from '../activities/confluence/client';
import { createDatadogClient } from '../activities/datadog/client';
import { probeDatadog } from '../activities/datadog/probe';
import { errorFields } from '../config/error-fields';
import type { ConfluenceSettings, DatadogSettings, InvestigationsSettings } from '../config/settings';

/**
 * What would keep an investigation from being read or published, as sentences: better known at the start than at the first
 * incident. No reason not to start, because the rest of the work needs neither.
 *
 * @param signal bounds it
 */
export async function providerWarnings(
  investigations: InvestigationsSettings | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (investigations === undefined) return [];
  const { confluence, datadog } = investigations;
  const warnings = await Promise.all([
    said('confluence', warningsOfConfluence(confluence, signal), signal),
    ...(datadog === undefined ? [] : [said('datadog', warningsOfDatadog(datadog, signal), signal)]),
  ]);
  return warnings.flat();
}

async function warningsOfConfluence(confluence: ConfluenceSettings, signal: AbortSignal): Promise<readonly string[]> {
  const settings = { ...confluence, token: confluence.token.reveal() };
  const lacks = await checkAccess(createConfluenceClient(settings), settings, signal);
  return lacks.map(({ what, remedy }) => `confluence: ${what}. ${remedy}`);
}

async function warningsOfDatadog(
  { baseUrl, apiKey, applicationKey }: DatadogSettings,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const client = createDatadogClient({ baseUrl, apiKey: apiKey.reveal(), applicationKey: applicationKey.reveal() });
  await probeDatadog(client, Date.now(), signal);
  return [];
}

/** A check that fails is a warning too. */
async function said(
  provider: string,
  check: Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await check;
  } catch (error) {
    if (signal.aborted) return [`${provider}: it gave no answer in time. See edgewarden doctor`];
    return [errorFields(error).message];
  }
}
