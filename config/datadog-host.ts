import { isNearHost } from '../domain/near-host';

/** Every site of Datadog; its API is at the name `api.` below it. */
const SITES: readonly string[] = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'uk1.datadoghq.com',
  'datadoghq.eu',
  'ddog-gov.com',
  'us2.ddog-gov.com',
];

/**
 * What to say of a base URL that leads to none of Datadog's APIs, where both keys would go all the same: it may be a proxy, or a
 * site that is younger than this version. Undefined for those APIs and for hosts near by.
 */
export function datadogHostNote(baseUrl: string): string | undefined {
  const { hostname } = new URL(baseUrl);
  if (isNearHost(hostname) || SITES.some((site) => hostname === `api.${site}`)) return undefined;
  return `datadog.baseUrl leads to ${hostname}, which is no API of Datadog that is known, and gets both keys: right for a proxy of yours alone`;
}
