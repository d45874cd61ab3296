import { checkAccess } from '../../activities/confluence/check-access';
import { createConfluenceClient } from '../../activities/confluence/client';
import type { ConfluenceSettings } from '../../config/settings';
import { bad, failed, ok, type Finding } from './finding';

/** Whether reports can be published, as far as it can be asked without writing. */
export async function checkConfluence(confluence: ConfluenceSettings, signal: AbortSignal): Promise<Finding[]> {
  const settings = { ...confluence, token: confluence.token.reveal() };
  try {
    const lacks = await checkAccess(createConfluenceClient(settings), settings, signal);
    return lacks.length === 0
      ? [ok('confluence', `shows the space ${settings.spaceKey}; nothing was written`)]
      : lacks.map(({ what, remedy }) => bad('confluence', what, remedy));
  } catch (error) {
    return [failed('confluence', error, 'Check confluence.apiBase and the way to it.')];
  }
}
