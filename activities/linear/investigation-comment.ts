import { FailureType } from '../../domain/failure-type';
import type { Verdict } from '../../domain/investigation/verdict-order';
import { failure } from '../shared/failure';

/** How an investigation has ended. */
export interface InvestigationOutcome {
  /** Address of the published page. */
  readonly report: string;
  readonly verdict: Verdict;
  /** 0 to 1, two decimals. */
  readonly confidence: number;
}

/**
 * What a ticket is told of the investigation of its issuer, as Markdown: nothing in it was chosen by a stranger.
 *
 * @param site address of the wiki that reports are published in
 * @throws ApplicationFailure `Misconfigured` for a report that is not there
 */
export function investigationComment({ report, verdict, confidence }: InvestigationOutcome, site?: string): string {
  const words = verdict.replaceAll('_', ' ');
  return `**The issuer was investigated: ${words}, confidence ${confidence.toFixed(2)}.** [Read the report](${linkTo(report, site)})`;
}

/** Characters of an address that mean nothing to Markdown inside a link's brackets; an address is ASCII once it is parsed. */
const MARKDOWN = /[^\w./:%?=&#+~-]/g;

function linkTo(report: string, site: string | undefined): string {
  const url = URL.parse(report);
  const home = site === undefined ? null : URL.parse(site);
  if (url === null || home === null || !isOnSite(url, home)) {
    throw failure(
      FailureType.Misconfigured,
      'the report does not lie on the configured Confluence site',
      'Check confluence.siteUrl; the report itself is published',
      { provider: 'linear' },
    );
  }
  return url.href.replace(MARKDOWN, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isOnSite(url: URL, home: URL): boolean {
  return /^https?:$/.test(url.protocol) && url.origin === home.origin && url.username === '' && url.password === '';
}
