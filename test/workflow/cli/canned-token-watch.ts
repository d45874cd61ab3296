import type { TokenWatchInput, TokenWatchResult } from '../../../workflows/contracts';

/** Stands in for the real workflow and answers with what it was asked. */
export function tokenWatch(input: TokenWatchInput): Promise<TokenWatchResult> {
  const before = input.window?.before ?? '';
  return Promise.resolve({
    outcome: 'ok',
    attention: [],
    startedAt: before,
    through: before,
    streams: {},
    archived: [`audit/v2/${input.job}/${input.account}.json`],
    archivedNotListed: 0,
    created: 0,
    tickets: [],
    ticketsNotListed: 0,
    flagged: 1,
    counts: { scanned: 7, known: 0, deleted: 0, failed: 0, unparsed: 0 },
    pending: [],
    seen: [],
    manifestHour: '',
    unnamedWindows: [],
  });
}
