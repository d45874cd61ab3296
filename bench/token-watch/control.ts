import { z } from 'zod';

/** A request that the simulated Cloudflare has answered. */
export interface AnsweredRequest {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly path: string;
  readonly status: number | null;
}

const Requests = z.array(z.object({ at: z.number(), path: z.string(), status: z.number().nullable() }));

/** What was asked of the simulated Cloudflare since the last `forgetRequests`, oldest first. */
export async function requestsTo(sandboxUrl: string): Promise<readonly AnsweredRequest[]> {
  return Requests.parse(await (await fetch(`${sandboxUrl}/control/requests?provider=cloudflare`)).json());
}

export async function forgetRequests(sandboxUrl: string): Promise<void> {
  await fetch(`${sandboxUrl}/control/requests`, { method: 'DELETE' });
}

/** Most requests of one credential in any five minutes, as Cloudflare counts them. */
export async function busiestWindow(sandboxUrl: string): Promise<number> {
  return z.number().parse(await (await fetch(`${sandboxUrl}/control/busiest-window`)).json());
}

/** Whether a request asks for a page of the audit log. */
export function isAuditPage({ path }: AnsweredRequest): boolean {
  return path.includes('/logs/audit');
}
