import { createReadActorEvents, type ReadActorEventsDeps } from './read-actor-events';

/** What investigations ask of Datadog. */
export function createDatadogActivities(deps: ReadActorEventsDeps) {
  return { readActorEvents: createReadActorEvents(deps) };
}

export type DatadogActivities = ReturnType<typeof createDatadogActivities>;
