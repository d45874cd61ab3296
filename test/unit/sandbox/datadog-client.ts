import type { Sandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';

const { apiKey, applicationKey } = STORY_SETTING.datadog;
const KEYS: Record<string, string> = { 'dd-api-key': apiKey, 'dd-application-key': applicationKey };

interface DatadogEventView {
  id: string;
  type: string;
  attributes: { timestamp: string; message: string; attributes: Record<string, unknown> };
}

export interface DatadogAnswer {
  status: number;
  headers: Headers;
  body: {
    errors?: string[];
    data: DatadogEventView[];
    links?: { next: string };
    meta: {
      status: string;
      page?: { after: string };
      warnings?: { code: string; title: string; detail: string }[];
    };
  };
}

/** Body of a search over the whole of 22 November 2026. */
export const wholeDay = (query: string, page: Record<string, unknown> = { limit: 1_000 }) => ({
  filter: { query, from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z' },
  sort: 'timestamp',
  page,
});

export async function searchAudit(
  sandbox: Sandbox,
  body: unknown,
  headers: Record<string, string> = KEYS,
): Promise<DatadogAnswer> {
  const response = await fetch(`${sandbox.datadogUrl}/api/v2/audit/events/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as DatadogAnswer['body'] };
}

/** An event of somebody at a time of 22 November 2026, UTC. */
export const trailEvent = (id: string, clock: string, email: string, attributes: Record<string, unknown> = {}) => ({
  event: {
    id,
    type: 'audit',
    attributes: {
      timestamp: `2026-11-22T${clock}Z`,
      message: id,
      attributes: { action: 'accessed', usr: { id: `id-of-${email}`, email }, ...attributes },
    },
  },
});
