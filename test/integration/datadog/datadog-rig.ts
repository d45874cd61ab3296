import type { NewDatadogEvent } from '../../../sandbox/datadog/state';
import type { Json } from '../../../sandbox/json';
import type { SourceReading } from '../../../activities/shared/source-reading';
import {
  anomalyOf,
  createInvestigationRig,
  hoursAgo,
  inputOf,
  type InvestigationRig,
  type InvestigationRigOptions,
} from '../archive/investigation-rig';

export const DANA = { email: 'dana@example.com' };
export const CAROL = { usr: { email: 'carol@example.com' } };
/** From where everybody's events come, unless they say otherwise. */
export const OFFICE = '198.51.100.24';

/** An event of the trail, by default Dana's. The anomalies of these tests are of two hours ago. */
export function event(id: string, hours: number, attributes: Json = {}): NewDatadogEvent {
  return {
    event: {
      id,
      type: 'audit',
      attributes: {
        timestamp: hoursAgo(hours),
        message: `did ${id}`,
        attributes: {
          evt: { name: 'Dashboard', actor: { type: 'USER' } },
          action: 'accessed',
          usr: { id: 'dana@example.com', email: 'dana@example.com' },
          network: { client: { ip: OFFICE } },
          ...attributes,
        },
      },
    },
  };
}

export const many = (count: number, hours: (index: number) => number, attributes: Json = {}, name = 'e') =>
  Array.from({ length: count }, (_, index) => event(`${name}${index}`, hours(index), attributes));

export interface SentSearch {
  readonly filter: Readonly<Record<string, string>>;
  readonly sort: string;
  readonly page: Json;
}

export interface DatadogRig extends InvestigationRig {
  add(...events: NewDatadogEvent[]): void;
  /** Reads the events of an actor, by default Dana. */
  read(actor?: Parameters<typeof anomalyOf>[0]): Promise<SourceReading>;
  idsOf(reading: SourceReading): Promise<string[]>;
  /** What was sent to Datadog. */
  searches(): SentSearch[];
  queries(): (string | undefined)[];
}

/** The activity before the simulated Datadog. */
export async function createDatadogRig(options?: InvestigationRigOptions): Promise<DatadogRig> {
  const sent = jest.spyOn(globalThis, 'fetch');
  const rig = await createInvestigationRig(options);
  const searches = () =>
    sent.mock.calls
      .flatMap(([, init]) => (typeof init?.body === 'string' ? [init.body] : []))
      .map((body) => JSON.parse(body) as SentSearch);
  return {
    ...rig,
    add: (...events) => rig.sandbox.control.datadog.addEvents(events),
    read: (actor = DANA) => rig.readEvents(inputOf(anomalyOf(actor))),
    idsOf: async (reading) => (await rig.events(reading)).map(({ id }) => id).sort(),
    searches,
    queries: () => [...new Set(searches().map(({ filter }) => filter['query']))],
    async close() {
      sent.mockRestore();
      await rig.close();
    },
  };
}
