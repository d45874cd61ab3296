import type { Json } from '../json';
import type { DatadogApi, DatadogState, NewDatadogEvent, PartialAnswer } from './state';

/** The strings behind Datadog. */
export class DatadogControl {
  constructor(private readonly state: DatadogState) {}

  /** Puts an event into the audit trail. @throws Error when it has no readable time */
  addEvent(event: NewDatadogEvent): void {
    this.state.add(event);
  }

  addEvents(events: readonly NewDatadogEvent[]): void {
    for (const event of events) this.addEvent(event);
  }

  /** Every event of the trail, in the order in which they were put there. */
  events(): readonly Json[] {
    return this.state.events();
  }

  /** How searches are answered; what is not named stays. */
  setApi(change: Partial<DatadogApi>): void {
    this.state.api = { ...this.state.api, ...change };
  }

  /** Lets searches to come fall short. */
  addPartial(partial: PartialAnswer): void {
    this.state.addPartial(partial);
  }

  clearPartials(): void {
    this.state.clearPartials();
  }
}
