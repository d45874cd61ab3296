import { continueAsNew } from '@temporalio/workflow';
import type { TokenWatchInput, TokenWatchResult } from './contracts';
import { AuditLogReading } from './audit-log-reading';
import { CredentialReview } from './credential-review';
import { TokenWatchRun } from './token-watch-run';

/**
 * One look at one account: every new credential archived, judged and, where it is dangerous, ticketed.
 *
 * The order is the promise: archive before judgement, judgement before ticket, ticket before "handled". The schedule's
 * run returns the next run's start, so a run that fails moves nothing.
 */
export async function tokenWatch(input: TokenWatchInput): Promise<TokenWatchResult> {
  const run = new TokenWatchRun(input);
  const reading = new AuditLogReading(run);
  const review = new CredentialReview(run);

  await reading.readAndArchive();
  await reading.nameQuietWindows();
  await review.assessNew();
  await review.fileTickets();
  await review.retryPending((event) => reading.archiveAgain(event));
  await review.announceFlood();

  const result = run.close(reading.next);
  if (reading.next !== null) {
    await continueAsNew<typeof tokenWatch>({
      ...input,
      window: reading.window,
      progress: { result, stream: reading.next.stream, next: reading.next.position },
    });
  }
  return result;
}
