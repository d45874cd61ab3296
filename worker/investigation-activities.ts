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
import { createModelActivities, type ModelActivities } from '../activities/model/activities';
import { createActorKeyActivities } from '../activities/shared/actor-key';
import type { HandOver } from '../activities/shared/record-store';
import type { InvestigationsSettings } from '../config/settings';
import { modelUnavailable } from '../domain/investigation/model-answer-check';

/** Of the worker's places: the rest stays free for the watch, however long a model takes and however many anomalies arrive. */
const MAX_MODEL_CALLS = 20;

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
    ...askingAtMost(MAX_MODEL_CALLS, createModelActivities({ model, evidence: createEvidenceReader(store, archive) })),
    ...createConfluenceActivities({
      confluence: createConfluenceClient(wiki),
      settings: wiki,
      readReport: createReadReport(store, archive),
    }),
  };
}

/** What is asked beyond `most` at one time is judged by the rules alone: it neither waits nor holds a place. */
export function askingAtMost(most: number, { askModel }: ModelActivities): ModelActivities {
  let asking = 0;
  return {
    askModel: async (input) => {
      if (asking >= most)
        return modelUnavailable(`it was being asked about ${most} other investigations at this moment`);
      asking += 1;
      try {
        return await askModel(input);
      } finally {
        asking -= 1;
      }
    },
  };
}
