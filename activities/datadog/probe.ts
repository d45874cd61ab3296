import type { DatadogClient } from './client';

const SPAN_MS = 60_000;

/**
 * Whether the Audit Trail can be searched: one small search that finds nothing tells of both keys and the permission.
 *
 * @throws ApplicationFailure of the client when it cannot
 */
export async function probeDatadog(client: DatadogClient, nowMs: number, signal: AbortSignal): Promise<void> {
  const [from, to] = [nowMs - SPAN_MS, nowMs].map((ms) => new Date(ms).toISOString()) as [string, string];
  await client.searchAudit({ query: '@usr.id:"edgewarden"', from, to, direction: 'asc' }, undefined, signal);
}
