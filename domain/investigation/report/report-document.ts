import type { AdfBlock, AdfDocument } from './adf';
import { askedSection } from './asked-section';
import { coverageSection } from './coverage-section';
import { evidenceSection } from './evidence-section';
import { indicatorsSection } from './indicators-section';
import { modelSection } from './model-section';
import { nextStepSection } from './next-step-section';
import { reportContext } from './report-context';
import type { ReportFacts } from './report-facts';
import { fingerprintOf, markerParagraph } from './report-marker';
import type { ReportTemplate } from './report-template';
import { reportTitle } from './report-title';
import { sessionsSection } from './sessions-section';
import { summarySection } from './summary-section';
import { timelineCsv } from './timeline-csv';
import { timelineSection } from './timeline-section';
import { timelineSvg } from './timeline-svg';
import { verdictSection } from './verdict-section';

export interface ReportOptions {
  /** A team's own wording. Default: ours. */
  readonly template?: ReportTemplate | undefined;
  /** SHA-256 of a text, lower-case hex. */
  readonly sha256: (text: string) => string;
}

/** A file beside a page. Its name carries the hash of its content, so that the same name is the same file. */
export interface ReportAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly text: string;
}

/** A report, ready to be published. */
export interface ReportDocument {
  readonly title: string;
  readonly adf: AdfDocument;
  readonly labels: readonly string[];
  readonly attachments: readonly ReportAttachment[];
}

/** Rows of the timeline on the page, the anomaly's included; beyond them a table helps nobody, and the attachments have the rest. */
const MAX_ROWS = 200;

/** Confluence names no limit for a page. Measured as it is sent: as a text in JSON, whose quotes count double. */
const MAX_BYTES = 900_000;

/**
 * The report of one investigation: verdict first, then what to do, then what it rests on. The same facts and wording give the
 * same bytes.
 */
export function reportDocument(facts: ReportFacts, { template = {}, sha256 }: ReportOptions): ReportDocument {
  const context = reportContext(facts, template);
  const svg = attachment('svg', 'image/svg+xml', timelineSvg(context), sha256);
  const csv = attachment('csv', 'text/csv; charset=UTF-8', timelineCsv(context), sha256);

  const before: readonly AdfBlock[] = [
    markerParagraph(fingerprintOf(sha256(facts.investigation))),
    ...verdictSection(context),
    ...summarySection(context),
    ...nextStepSection(context),
    ...askedSection(context),
  ];
  const after: readonly AdfBlock[] = [
    ...sessionsSection(context),
    ...indicatorsSection(context),
    ...coverageSection(context),
    ...modelSection(context),
    ...evidenceSection(context, [svg.name, csv.name]),
  ];
  const withRows = (rows: number): AdfDocument => ({
    version: 1,
    type: 'doc',
    content: [...before, ...timelineSection(context, rows, { svg: svg.name, csv: csv.name }), ...after],
  });
  let rows = MAX_ROWS;
  let adf = withRows(rows);
  while (rows > 1 && bytesSent(adf) > MAX_BYTES) {
    rows = Math.floor(rows * 0.8);
    adf = withRows(rows);
  }
  return {
    title: reportTitle(facts.investigation, facts.anomaly.action),
    adf,
    labels: ['edgewarden', `verdict-${context.verdict.replaceAll('_', '-')}`],
    attachments: [svg, csv],
  };
}

function attachment(
  extension: string,
  contentType: string,
  text: string,
  sha256: ReportOptions['sha256'],
): ReportAttachment {
  return { name: `timeline-${sha256(text).slice(0, 16)}.${extension}`, contentType, text };
}

/** Bytes of a page on the way, at most: a pair of surrogates counts for six instead of four. */
function bytesSent(adf: AdfDocument): number {
  const sent = JSON.stringify(JSON.stringify(adf));
  let bytes = 0;
  for (let index = 0; index < sent.length; index += 1) {
    const unit = sent.charCodeAt(index);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  return bytes;
}
