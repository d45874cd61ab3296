import type { ConfluencePages } from './client';
import type { ConfluenceSettings } from './settings';

/** What a report needs, and the permission as Confluence calls it. */
const NEEDED = [
  ['create page', 'Add pages'],
  ['create attachment', 'Add attachments'],
] as const;

/** What somebody has to mend, and how. */
interface Lack {
  readonly what: string;
  readonly remedy: string;
}

/**
 * What keeps reports from being published whole, as far as it can be asked without writing. Scopes of the token that only
 * writing needs show themselves at the first report.
 *
 * @throws ApplicationFailure of the client when Confluence cannot be asked, or space or parent are not there
 */
export async function checkAccess(
  confluence: Pick<ConfluencePages, 'permitted'>,
  { spaceKey }: Pick<ConfluenceSettings, 'spaceKey'>,
  signal: AbortSignal,
): Promise<readonly Lack[]> {
  const permitted = await confluence.permitted(signal);
  if (permitted === undefined) return [];
  return NEEDED.filter(([operation]) => !permitted.has(operation)).map(([, permission]) => ({
    what: `the account of the API token lacks the permission ${permission} in the space ${spaceKey}`,
    remedy: 'Give it to the account of confluence.email.',
  }));
}
