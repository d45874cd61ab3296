import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createConfluenceActivities } from '../../../activities/confluence/activities';
import { createConfluenceClient } from '../../../activities/confluence/client';
import type { PublishedReport } from '../../../activities/confluence/publish-report';
import type { PublishableReport } from '../../../activities/confluence/schemas';
import type { ConfluenceSettings } from '../../../activities/confluence/settings';
import { reportDocument } from '../../../domain/investigation/report/report-document';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { INVESTIGATION, reportFacts, sha256 } from '../../fixtures/confluence/report-facts';

export interface ConfluenceRig {
  readonly sandbox: Sandbox;
  readonly settings: ConfluenceSettings;
  /** Runs the activity as one attempt. */
  publish(options?: PublishOptions): Promise<PublishedReport>;
  /** Every page under the report's title, whatever its state. */
  reportPages(): ReturnType<Sandbox['control']['confluence']['pages']>;
  close(): Promise<void>;
}

export interface PublishOptions {
  readonly settings?: Partial<ConfluenceSettings>;
  readonly report?: PublishableReport;
  /** What the store holds instead of the report. */
  readonly stored?: string;
  readonly fetchTimeoutMs?: number;
  readonly attempt?: number;
}

/** The writes of a publication, for faults. */
export const CREATE = { provider: 'confluence', method: 'POST', path: '^/wiki/api/v2/pages$' } as const;
export const PROPERTY = { provider: 'confluence', method: 'POST', path: '/properties$' } as const;
export const LABEL = { provider: 'confluence', method: 'POST', path: '/label$' } as const;
export const ATTACHMENT = { provider: 'confluence', method: 'POST', path: '/attachment$' } as const;

/** The report of the attack, as it would be stored. */
export function attackReport(investigation = INVESTIGATION): PublishableReport {
  const { title, adf, labels, attachments } = reportDocument({ ...reportFacts(), investigation }, { sha256 });
  return { investigation, title, body: JSON.stringify(adf), labels: [...labels], attachments: [...attachments] };
}

/** The activity before the simulated Confluence. */
export async function startConfluenceRig(): Promise<ConfluenceRig> {
  const sandbox = await startSandbox({ story: 'empty' });
  const { email, token, spaceKey, parentId } = STORY_SETTING.confluence;
  const base = sandbox.confluenceUrl;
  const settings: ConfluenceSettings = {
    apiBase: base,
    siteUrl: base,
    email,
    token,
    spaceKey,
    parentId,
    labels: ['security'],
  };
  return {
    sandbox,
    settings,

    async publish({
      settings: changed = {},
      report = attackReport(),
      stored,
      fetchTimeoutMs = 2_000,
      attempt = 1,
    } = {}) {
      const own = { ...settings, ...changed };
      const { publishReport } = createConfluenceActivities({
        confluence: createConfluenceClient(own, { fetchTimeoutMs }),
        settings: own,
        readReport: () => Promise.resolve(stored ?? JSON.stringify(report)),
      });
      const environment = new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') });
      const published: unknown = await environment.run(publishReport, { investigation: report.investigation });
      return published as PublishedReport;
    },

    reportPages: () => sandbox.control.confluence.pages().filter(({ title }) => title === attackReport().title),
    close: () => sandbox.close(),
  };
}
