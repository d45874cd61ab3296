import type { Json } from '../../sandbox/json';

const FIRST = '7a3e0f1c-0b5b-4c0e-8b52-0d6cf3a2b101';
export const OTHER = '7a3e0f1c-0b5b-4c0e-8b52-0d6cf3a2b102';
export const THIRD = '7a3e0f1c-0b5b-4c0e-8b52-0d6cf3a2b103';

/** Ids in the order of their numbers. */
export function insightId(index: number): string {
  return `1a51e000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** An insight as Cloudflare lists it. */
export function insight(patch: Json = {}): Json {
  return {
    id: FIRST,
    dismissed: false,
    issue_class: 'always_use_https_not_enabled',
    issue_type: 'insecure_configuration',
    severity: 'Moderate',
    subject: 'shop.example.com',
    since: '2026-10-02T00:00:00Z',
    timestamp: '2026-11-20T03:12:45.120Z',
    status: 'active',
    resolve_text: 'Enable Always Use HTTPS.',
    payload: { zone_tag: 'd41d8cd98f00b204e9800998ecf8427e', detection_method: 'configuration' },
    ...patch,
  };
}
