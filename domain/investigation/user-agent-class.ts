/** What sort of program made a request, as far as it says so itself: a stranger writes what they like. */
export type UserAgentClass = 'none' | 'browser' | 'pipeline' | 'script';

/** The first row that matches wins; anything else calls the API by itself. */
export const USER_AGENT_RULES = [
  { agent: 'none', pattern: /^\s*$/, hit: '', miss: 'x', why: 'the record says nothing' },
  {
    agent: 'pipeline',
    pattern: /terraform|pulumi|wrangler|github-actions|gitlab|octodns|external-dns|datadog-(?:api-client|agent|ci)/i,
    hit: 'Terraform/1.13.2 terraform-provider-cloudflare/5.12.0',
    miss: 'curl/8.11.0',
    why: 'tools that apply what stands in a repository',
  },
  {
    agent: 'browser',
    pattern: /^mozilla\/\d/i,
    hit: 'Mozilla/5.0 (X11; Linux x86_64)',
    miss: 'python-requests/2.32',
    why: 'every browser begins like this',
  },
] as const satisfies readonly {
  agent: UserAgentClass;
  pattern: RegExp;
  hit: string;
  miss: string;
  why: string;
}[];

/** By the first rule that matches; `script` when none does. */
export function userAgentClass(userAgent: string): UserAgentClass {
  return USER_AGENT_RULES.find(({ pattern }) => pattern.test(userAgent))?.agent ?? 'script';
}
