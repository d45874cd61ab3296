import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { createModelActivities, type ModelActivities } from '../../../activities/model/activities';
import type { AskModelInput } from '../../../activities/model/ask-model';
import { Secret } from '../../../config/secret';
import type { ModelSettings } from '../../../config/settings';
import type { Anomaly } from '../../../domain/investigation/anomaly';
import type { ModelOpinion } from '../../../domain/investigation/model-opinion';
import { timelineOf, type TimelineEvent } from '../../../domain/investigation/timeline';
import { assessTimeline, type RulesAssessment } from '../../../domain/investigation/verdict';
import { did, didInDatadog, OFFICE, USUAL_DAY } from '../../unit/domain-investigation/histories/build';
import { startModelStub, type ModelStub } from '../../support/model-stub';

export const API_KEY = 'key-of-the-model-that-nobody-may-see';

/** An ordinary day, and one act at noon that nothing accounts for: the rules leave it open. */
export const OPEN_DAY: readonly TimelineEvent[] = [
  ...USUAL_DAY,
  did('+0m', 'sign_in_changed', { address: OFFICE }),
  didInDatadog('+3m', 'change', { matchedBy: 'address' }),
];

export const ANOMALY: Anomaly = {
  actor: { email: 'alice@example.com', id: null, tokenId: null, ip: null },
  action: 'token_create',
  timestamp: did('+0m', 'read').time ?? '',
  account: 'acme',
  source: 'detector',
  severity: 'high',
  title: 'Something unusual',
  details: { ruleId: 'r-17' },
};

const SOURCES: AskModelInput['sources'] = [
  { source: 'cloudflare', state: 'complete', events: 10, note: null },
  { source: 'datadog', state: 'complete', events: 1, note: null },
];

export interface Asked {
  readonly events?: readonly TimelineEvent[];
  readonly anomaly?: Anomaly;
  /** The same object means the same worker. */
  readonly settings?: Partial<ModelSettings>;
  /** Given the means to cancel the activity. */
  readonly onStart?: (cancel: () => void) => void;
}

export interface ModelRig {
  readonly stub: ModelStub;
  /** Everything that the activities have logged. */
  readonly logs: readonly LogEntry[];
  ask(asked?: Asked): Promise<ModelOpinion | null>;
  close(): Promise<void>;
}

export function rulesOn(events: readonly TimelineEvent[], anomaly: Anomaly = ANOMALY): RulesAssessment {
  return assessTimeline({
    anomalyTime: anomaly.timestamp,
    events,
    sources: { cloudflare: 'complete', datadog: 'complete' },
  });
}

/** The activity before a scripted endpoint of the kind `local`. */
export async function createModelRig(): Promise<ModelRig> {
  const stub = await startModelStub();
  const logs: LogEntry[] = [];
  const logger = new DefaultLogger('TRACE', (entry) => void logs.push(entry));
  const evidence = new Map<string, readonly TimelineEvent[]>();
  const workers = new Map<Asked['settings'], ModelActivities>();
  const worker = (settings: Asked['settings']): ModelActivities =>
    createModelActivities({
      model: {
        ...{ provider: 'local', name: 'stub-1', baseUrl: `${stub.origin}/v1`, maxTokens: 800, timeoutMs: 5_000 },
        ...{ apiKey: new Secret('model.apiKey', API_KEY), tokensPerDay: 1_000_000_000, ...settings },
      },
      evidence: { read: ({ key }) => Promise.resolve(timelineOf(evidence.get(key)!)) },
    });
  return {
    stub,
    logs,
    ask({ events = OPEN_DAY, anomaly = ANOMALY, settings, onStart } = {}) {
      const environment = new MockActivityEnvironment({}, { logger });
      onStart?.(() => environment.cancel('CANCELLED'));
      const activities = workers.get(settings) ?? worker(settings);
      workers.set(settings, activities);
      const key = `evidence/${evidence.size}`;
      evidence.set(key, events);
      return environment.run(activities.askModel, {
        ...{ investigation: '0123456789abcdef01234567', anomaly, sources: SOURCES },
        evidence: { key, sha256: '0'.repeat(64), events: events.length },
      });
    },
    close: () => stub.close(),
  };
}
