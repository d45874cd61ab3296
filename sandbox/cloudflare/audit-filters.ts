import { isJson, valueAt } from '../json';

/** Query parameters of the audit log and the field that each compares. `x=v` keeps, `x.not=v` drops; repeated keys add up. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  action_type: ['action', 'type'],
  action_result: ['action', 'result'],
  actor_type: ['actor', 'type'],
  actor_context: ['actor', 'context'],
  actor_email: ['actor', 'email'],
  actor_id: ['actor', 'id'],
  actor_token_id: ['actor', 'token_id'],
  actor_ip_address: ['actor', 'ip_address'],
  resource_product: ['resource', 'product'],
  resource_scope: ['resource', 'scope'],
  resource_type: ['resource', 'type'],
  resource_id: ['resource', 'id'],
  raw_method: ['raw', 'method'],
  raw_uri: ['raw', 'uri'],
  raw_status_code: ['raw', 'status_code'],
  raw_cf_ray_id: ['raw', 'cf_ray_id'],
  zone_id: ['zone', 'id'],
  id: ['id'],
};

/** The filter that a query asks for. Parameters that are no filters are left to others. */
export function filterOf(query: URLSearchParams): (record: unknown) => boolean {
  const tests: ((record: unknown) => boolean)[] = [];
  for (const [name, path] of Object.entries(FILTERS)) {
    const wanted = query.getAll(name);
    const unwanted = query.getAll(`${name}.not`);
    if (wanted.length > 0) tests.push((record) => wanted.includes(textAt(record, path)));
    if (unwanted.length > 0) tests.push((record) => !unwanted.includes(textAt(record, path)));
  }
  return (record) => tests.every((test) => test(record));
}

/** The part of a query that a cursor belongs to: window, direction and filters, in any order. */
export function querySignature(query: URLSearchParams): string {
  const bound = ['since', 'before', 'direction', ...Object.keys(FILTERS).flatMap((name) => [name, `${name}.not`])];
  return bound.map((name) => `${name}=${[...query.getAll(name)].sort().join(',')}`).join('&');
}

function textAt(record: unknown, path: readonly string[]): string {
  const value = valueAt(record, ...path);
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return isJson(value) ? JSON.stringify(value) : '';
}
