import { insightsSyncDetails } from '../../../workflows/insights-sync-details';
import { syncResult } from './sync-results';

const rowsOf = (details: string): string[][] =>
  details
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('the details of a sync in the Temporal UI', () => {
  it('count the known insights by where they stand and how severe they are', () => {
    const rows = rowsOf(insightsSyncDetails('done', syncResult()));
    const [head] = rows;
    const column = (severity: string): number => head!.indexOf(severity);
    const open = rows.find(([name]) => name === 'open')!;
    expect([open[column('critical')], open[column('low')]]).toEqual(['1', '5']);
    expect(rows.find(([name]) => name === 'resolved')![column('moderate')]).toBe('7');
  });

  it('count the lifecycle records by state', () => {
    const rows = rowsOf(insightsSyncDetails('done', syncResult()));
    const at = rows.findIndex((cells) => cells.includes('reappeared'));
    const counts = rows[at + 2]!;
    expect(counts[rows[at]!.indexOf('changed')]).toBe('2');
    expect(counts[rows[at]!.indexOf('resolved')]).toBe('1');
  });

  it('say what the allowance has left and where it will be at the end of the month', () => {
    const details = insightsSyncDetails('done', syncResult());
    expect(details).toMatch(/41 of 2500/);
    expect(details).toMatch(/2459 left/);
    expect(details).toMatch(/2495/);
  });

  it('say why nothing was listed, and when something may be', () => {
    const skipped = {
      reason: 'pace',
      sentence: 'The next listing is due later.',
      nextAt: '2026-11-22T09:00:00Z',
    } as const;
    const details = insightsSyncDetails('done', syncResult({ skipped, listed: null }));
    expect(details).toContain('The next listing is due later.');
  });

  it('name what needs attention', () => {
    expect(insightsSyncDetails('done', syncResult({ attention: ['The ledger was lost.'] }))).toContain(
      '- The ledger was lost.',
    );
  });
});
