import { readFileSync } from 'node:fs';
import { LIFECYCLE_STATES } from '../../../domain/insight';
import { insightFacts, recordLine } from '../../../domain/insight-record';
import type { InsightCommit } from '../../../domain/insight-sync';
import { QUOTA_REFUSALS } from '../../../domain/request-quota';
import { REFUSAL_RULES } from '../../../domain/request-quota-refusal';
import { needsAttention } from '../../../domain/request-quota-sentence';
import { insightJson, life, TODAY } from '../domain-insights/situations';

const RECORDS_PAGE = 'docs/how-to/read-insight-records.md';

const COMMIT_MEMBERS = {
  schema: true,
  accountId: true,
  seq: true,
  previous: true,
  at: true,
  run: true,
  baseline: true,
  records: true,
  inventory: true,
  listedAt: true,
  figures: true,
  pendingTickets: true,
} as const satisfies Record<keyof InsightCommit, true>;

/** First cells of the tables below a heading, each a name in code. */
function rowsBelow(page: string, heading: string): string[][] {
  const [, section = ''] = readFileSync(page, 'utf8').split(`\n## ${heading}\n`);
  const tables = (section.split('\n## ')[0] ?? '').split('\n\n').filter((block) => block.startsWith('| '));
  return tables.map((table) => [...table.matchAll(/^\| `([a-zA-Z_]+)`/gm)].map(([, name = '']) => name));
}

describe('the page about the records explains', () => {
  const [members, states] = rowsBelow(RECORDS_PAGE, 'A record');

  it('every member of a record, in its order, and no other', () => {
    const line = recordLine({
      accountId: 'a1',
      seq: 1,
      at: TODAY,
      state: 'new',
      insightId: 'i1',
      life: life(),
      baseline: true,
      facts: insightFacts({}),
      changes: [],
      json: insightJson(),
    });

    expect(members).toEqual(Object.keys(JSON.parse(line) as object));
  });

  it('every state and no other', () => {
    expect(states?.toSorted()).toEqual([...LIFECYCLE_STATES].toSorted());
  });

  it('every member of a commit and no other', () => {
    expect(rowsBelow(RECORDS_PAGE, 'A commit')[0]?.toSorted()).toEqual(Object.keys(COMMIT_MEMBERS).toSorted());
  });
});

it('the architecture lists every reason for a refusal, in the order in which they are looked for', () => {
  const [reasons] = rowsBelow('docs/architecture.md', 'The quota ledger');

  expect(reasons).toEqual(REFUSAL_RULES.map(({ reason }) => reason));
  expect(reasons?.toSorted()).toEqual([...QUOTA_REFUSALS].toSorted());
});

it.each(QUOTA_REFUSALS.filter(needsAttention))('the runbook knows a sync that is attention because of %s', (reason) => {
  expect(readFileSync('docs/runbooks/insights-attention.md', 'utf8')).toContain(`\`${reason}\``);
});
