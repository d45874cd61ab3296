import { FailureType } from '../../domain/failure-type';
import { fingerprintOf } from '../../domain/investigation/report/report-marker';
import { failure, failureTypeOf, isFinal } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import type { ConfluencePage, ConfluencePages } from './client';
import type { PublishableReport } from './schemas';

/** Where a report is to be read. */
export interface PublishedReport {
  readonly pageId: string;
  readonly url: string;
  /**
   * `created` by this attempt, or by one whose answer was lost; `found` as another attempt had left it; `superseded`: people
   * have edited the page since, and it was left as they have it.
   */
  readonly outcome: 'created' | 'found' | 'superseded';
  /** What the page lacks, who can mend it and how the page is then completed; the page itself is there. */
  readonly warnings: readonly string[];
}

/** Our page, and what an earlier attempt has noted on it. */
interface OwnPage {
  readonly page: ConfluencePage;
  /** Version in which we left it; undefined while labels or attachments may be missing. */
  readonly completeAs: number | undefined;
}

/** What a create makes. Later versions are other people's: we write a page once. */
const FIRST_VERSION = 1;

/**
 * Publishes a report as one page, whoever tries how often: its title is its identity, its first paragraph proves that it is
 * ours. Titles are unique in a space, so of two publishers one finds the other's page.
 *
 * The page's property is written last. With it a page is complete and is not written to again; without it labels and
 * attachments are added, which changes nothing that is there.
 *
 * @throws ApplicationFailure `Conflict` when the title belongs to a page that is not ours, or was archived, and what the client
 *   throws; `Unavailable` when somebody deletes the page meanwhile. What only labels or attachments fail of for good is a warning.
 */
export async function publishReport(
  report: PublishableReport,
  labels: readonly string[],
  confluence: ConfluencePages,
  signal: AbortSignal,
): Promise<PublishedReport> {
  const fingerprint = fingerprintOf(sha256Hex(report.investigation));
  const spaceId = await confluence.spaceId(signal);
  const lookUp = () => ownPage(spaceId, report.title, fingerprint, confluence, signal);

  let own = await lookUp();
  let outcome: PublishedReport['outcome'] = 'found';
  if (own === undefined) {
    const created = await create(spaceId, report, confluence, lookUp, signal);
    own = created.own;
    outcome = created.outcome;
  }
  const { page, completeAs } = own;
  const names = [...new Set([...report.labels, ...labels])];
  const warnings =
    completeAs === undefined ? await complete(page.id, { fingerprint, names, report }, confluence, signal) : [];
  if (warnings.length > 0 && !(await confluence.isThere(page.id, signal))) throw gone(report.title);
  return {
    pageId: page.id,
    url: page.url,
    outcome: page.version > (completeAs ?? FIRST_VERSION) ? 'superseded' : outcome,
    warnings: warnings.length === 0 ? [] : [...warnings, howToComplete(report.investigation)],
  };
}

async function create(
  spaceId: string,
  report: PublishableReport,
  confluence: ConfluencePages,
  lookUp: () => Promise<OwnPage | undefined>,
  signal: AbortSignal,
): Promise<{ readonly own: OwnPage; readonly outcome: 'created' | 'found' }> {
  try {
    const created = await confluence.createPage(spaceId, report, signal);
    if (created.state === 'created') return { own: { page: created.page, completeAs: undefined }, outcome: 'created' };
  } catch (error) {
    if (!mayHaveBeenDone(error)) throw error;
    const own = await lookUp().catch((failed: unknown) => {
      if (failureTypeOf(failed) === FailureType.Conflict) throw failed;
      return undefined;
    });
    if (own === undefined) throw error;
    return { own, outcome: 'created' };
  }
  const own = await lookUp();
  if (own !== undefined) return { own, outcome: 'found' };
  throw failure(
    FailureType.Unavailable,
    `Confluence says that a page ${report.title} exists, and shows none`,
    'It is tried again; if it goes on, let an administrator of the space look for a restricted page of this title',
    { provider: 'confluence' },
  );
}

/** Our page under this title; undefined when nobody's is. */
async function ownPage(
  spaceId: string,
  title: string,
  fingerprint: string,
  confluence: ConfluencePages,
  signal: AbortSignal,
): Promise<OwnPage | undefined> {
  const page = await confluence.findPage(spaceId, title, signal);
  if (page === undefined) return undefined;
  if (page.archived) {
    throw conflict(
      `the page ${title} (${page.url}) was archived, and its title stays taken`,
      'Restore it from the archive of the space, or delete it there; then start the investigation again',
    );
  }
  const noted = await confluence.completion(page.id, signal);
  if (noted?.fingerprint === fingerprint) return { page, completeAs: noted.version };
  if ((await confluence.fingerprint(page.id, signal)) === fingerprint) return { page, completeAs: undefined };
  throw conflict(
    `the page ${title} (${page.url}) has the title of this report, but not its first line`,
    'If that line was edited, put it back from the history of the page; else find out who wrote the page, rename it, and start the investigation again',
  );
}

/** Adds what belongs to a page and notes that it is complete; what cannot be added for good is returned as sentences. */
async function complete(
  pageId: string,
  { fingerprint, names, report }: { fingerprint: string; names: readonly string[]; report: PublishableReport },
  confluence: ConfluencePages,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  const orWarn = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      if (!isFinal(error) || !(error instanceof Error)) throw error;
      warnings.push(error.message);
    }
  };
  await orWarn(() => confluence.addLabels(pageId, names, signal));
  for (const file of report.attachments) await orWarn(() => confluence.attach(pageId, file, signal));
  // Not noted when something is missing: then the next publisher tries it again.
  if (warnings.length === 0) {
    await orWarn(() => confluence.complete(pageId, { fingerprint, version: FIRST_VERSION }, signal));
  }
  return warnings;
}

/** To a repeated delivery a run that has ended answers what it did; only its second run tries the page again. */
function howToComplete(investigation: string): string {
  return `Once that is mended, this completes the page: temporal workflow reset --workflow-id investigation/${investigation} --type FirstWorkflowTask --reason "complete the page"`;
}

/** A link to it would lead nowhere, and the next attempt finds no page and makes one. */
function gone(title: string): Error {
  return failure(
    FailureType.Unavailable,
    `the page ${title} was deleted while it was being completed`,
    'It is published anew; if it is deleted again, ask who does it',
    { provider: 'confluence' },
  );
}

/** After these nobody knows whether the write was done. */
function mayHaveBeenDone(error: unknown): boolean {
  const type = failureTypeOf(error);
  return type === FailureType.Unavailable || type === FailureType.UnexpectedAnswer;
}

function conflict(what: string, remedy: string): Error {
  return failure(FailureType.Conflict, what, remedy, { provider: 'confluence' });
}
