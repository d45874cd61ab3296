const DAY_MS = 24 * 60 * 60_000;

/** The span that an investigation reads: a day before the anomaly to a day after it, as far as it has passed. ISO 8601 UTC. */
export function investigationWindow(anomalyTime: string, now: string): { readonly from: string; readonly to: string } {
  const anomalyMs = Date.parse(anomalyTime);
  const toMs = Math.max(anomalyMs, Math.min(anomalyMs + DAY_MS, Date.parse(now)));
  return { from: new Date(anomalyMs - DAY_MS).toISOString(), to: new Date(toMs).toISOString() };
}
