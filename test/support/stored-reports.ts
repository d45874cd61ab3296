import { Buffer } from 'node:buffer';
import type { InvestigationsRig } from './investigations-rig';

/** A report, whether it stands in the archive or on a page. */
interface Report {
  readonly title: string;
  readonly body: unknown;
  /** Content by name. */
  readonly attachments: Readonly<Record<string, string>>;
}

/** The reports of all assessments in the archive, by title. */
export async function storedReports(rig: InvestigationsRig): Promise<readonly Report[]> {
  const assessments = await Promise.all((await rig.keys('assessment/')).map((key) => rig.json(key)));
  const reports = assessments.map(({ report }) => {
    const { title, body, attachments } = report as {
      readonly title: string;
      readonly body: string;
      readonly attachments: readonly { readonly name: string; readonly text: string }[];
    };
    return {
      title,
      body: documentOf(body),
      attachments: Object.fromEntries(attachments.map(({ name, text }) => [name, text])),
    };
  });
  return byTitle(reports);
}

/** What people find on the pages that are there, by title. */
export function publishedReports(rig: InvestigationsRig): readonly Report[] {
  const pages = rig.reports.filter(({ status }) => status === 'current');
  return byTitle(
    pages.map(({ title, adf, attachments }) => ({
      title,
      body: documentOf(adf),
      attachments: Object.fromEntries(
        attachments.map((file) => [file.title, Buffer.from(file.base64, 'base64').toString('utf8')]),
      ),
    })),
  );
}

/** A page's body without the ids that Confluence adds. */
function documentOf(adf: string): unknown {
  return JSON.parse(adf, (name, value: unknown) => {
    if (name === 'localId') return undefined;
    return name === 'attrs' && Object.keys(value as object).length === 0 ? undefined : value;
  });
}

function byTitle(reports: readonly Report[]): readonly Report[] {
  return reports.toSorted((a, b) => (a.title < b.title ? -1 : 1));
}
