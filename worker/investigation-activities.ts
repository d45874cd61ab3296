import { createInvestigationActivities } from '../activities/archive/investigation/activities';
import { createEvidenceReader } from '../activities/archive/investigation/evidence';
import { createReadReport } from '../activities/archive/investigation/read-report';
import type { ArchiveSettings } from '../activities/archive/client';
import type { ArchiveStore } from '../activities/archive/store';
import type { CloudflareAccount } from '../activities/cloudflare/account';
import { createActorHistoryActivities } from '../activities/cloudflare/activities';
import { createConfluenceActivities } from '../activities/confluence/activities';
import { createConfluenceClient } from '../activities/confluence/client';
import { createDatadogActivities } from '../activities/datadog/activities';
import { createDatadogClient } from '../activities/datadog/client';
import { createModelActivities } from '../activities/model/activities';
import { createActorKeyActivities } from '../activities/shared/actor-key';
import type { HandOver } from '../activities/shared/record-store';
import type { InvestigationsSettings } from '../config/settings';

export interface InvestigationParts {
  readonly investigations: InvestigationsSettings | undefined;
  readonly store: ArchiveStore;
  readonly archive: ArchiveSettings;
  readonly handOver: HandOver;
  /** By key in the settings. */
  readonly accounts: ReadonlyMap<string, CloudflareAccount>;
}

/** What investigations run on; nothing when the settings have none. */
export function createInvestigationParts({ investigations, store, archive, handOver, accounts }: InvestigationParts) {
  if (investigations === undefined) return {};
  const { actorKey, confluence, datadog, template, model } = investigations;
  const wiki = { ...confluence, token: confluence.token.reveal() };
  return {
    ...createActorHistoryActivities({ accounts, handOver }),
    ...createDatadogActivities({
      datadog:
        datadog === undefined
          ? undefined
          : {
              client: createDatadogClient({
                baseUrl: datadog.baseUrl,
                apiKey: datadog.apiKey.reveal(),
                applicationKey: datadog.applicationKey.reveal(),
              }),
              retentionDays: datadog.retentionDays,
            },
      handOver,
    }),
    ...createInvestigationActivities({ store, handOver, settings: archive, template }),
    ...createActorKeyActivities({ key: actorKey.reveal() }),
    ...createModelActivities({ model, evidence: createEvidenceReader(store, archive) }),
    ...createConfluenceActivities({
      confluence: createConfluenceClient(wiki),
      settings: wiki,
      readReport: createReadReport(store, archive),
    }),
  };
}
