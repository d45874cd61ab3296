import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const ANSWER_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const DELIVERY_OUTCOMES = [
  'started',
  'joined',
  'restarted',
  'repeated',
  'unverified',
  'limited',
  'refused',
  'conflict',
  'unavailable',
  'failed',
  'error',
] as const;

/** What became of a delivery. `failed`: its investigation did; `error`: the API did, and whether it was accepted is not known. */
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** Metrics of the API. Labels are routes, codes and names from the settings: nothing of what a sender writes. */
export class ApiMetrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'edgewarden_api_request_duration_seconds',
    help: 'Time to answer a request, waiting for a report included.',
    labelNames: ['method', 'route', 'status'],
    buckets: ANSWER_SECONDS,
    registers: [this.registry],
  });
  private readonly deliveries = new Counter({
    name: 'edgewarden_api_deliveries_total',
    help: 'Deliveries by sender and by what became of them.',
    labelNames: ['sender', 'outcome'],
    registers: [this.registry],
  });
  private readonly acceptance = new Histogram({
    name: 'edgewarden_api_acceptance_duration_seconds',
    help: 'Time from the whole body to the durable start of its investigation.',
    buckets: ANSWER_SECONDS,
    registers: [this.registry],
  });

  /**
   * @param waiting deliveries that wait for their report now
   * @param senders names in the settings. Each starts at 0 for each outcome: Prometheus takes a series that is born at 1 for one that
   * never rose
   */
  constructor(waiting: () => number, senders: Iterable<string>) {
    for (const sender of senders) {
      for (const outcome of DELIVERY_OUTCOMES) this.deliveries.inc({ sender, outcome }, 0);
    }
    new Gauge({
      name: 'edgewarden_api_deliveries_waiting',
      help: 'Deliveries that wait for their report now.',
      registers: [this.registry],
      collect() {
        this.set(waiting());
      },
    });
  }

  answered(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status: String(status) }, seconds);
  }

  delivered(sender: string, outcome: DeliveryOutcome): void {
    this.deliveries.inc({ sender, outcome });
  }

  accepted(seconds: number): void {
    this.acceptance.observe(seconds);
  }
}

/** Answers with all metrics in the text format of Prometheus. */
export function serveMetrics(registry: Registry): RequestHandler {
  return async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  };
}
