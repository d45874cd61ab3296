import { adfText, sectionText, tableRows } from '../../fixtures/confluence/adf-text';
import { ATTACK, reportFacts, sha256 } from '../../fixtures/confluence/report-facts';
import type { AdfDocument } from '../../../domain/investigation/report/adf';
import { reportDocument } from '../../../domain/investigation/report/report-document';
import { NEXT_STEPS } from '../../../domain/investigation/next-step';
import type { ReportFacts } from '../../../domain/investigation/report/report-facts';
import { MALICIOUS_WEIGHT } from '../../../domain/investigation/verdict';
import { did, didInDatadog, HOTEL, USUAL_DAY } from './histories/build';

const adfOf = (facts: ReportFacts = reportFacts()): AdfDocument => reportDocument(facts, { sha256 }).adf;
const ssl = { target: '/zones/z1/settings/ssl' };
const MISTAKE = [...USUAL_DAY, did('+0m', 'security_weakened', ssl), did('+6m', 'security_strengthened', ssl)];
const CAROLS_KEY = didInDatadog('+5m', 'datadog_key_created', {
  address: HOTEL,
  matchedBy: 'address',
  actor: { id: 'c', email: 'carol@example.com', name: '', type: 'user' },
  text: { summary: '', targetName: 'carols-key' },
});

function acts(facts?: ReportFacts): readonly string[] {
  const lines = sectionText(adfOf(facts), 'Summary').split('\n');
  return lines.slice(lines.indexOf('The acts that stand out:') + 1, lines.indexOf('Why this verdict:'));
}

describe('the summary of a report', () => {
  it('gives its reasons and what the sender reported', () => {
    const summary = sectionText(adfOf(), 'Summary');
    expect(summary).toContain('siem reported that alice@example.com did token_create on 2026-11-22 12:00:00 UTC.');
    expect(summary).toContain('From 2026-11-21 12:00:00 UTC to 2026-11-22 13:10:00 UTC');
    expect(summary).toContain('16 events of this actor');
    expect(summary).toContain('The signs of an attack weigh');
    expect(summary).not.toContain('at the same address');
  });

  it('tells the acts that stand out by time, with their place in the timeline', () =>
    expect(acts()).toEqual([
      '2026-11-22 11:45:00: signed in from 203.0.113.77 (D2)',
      '2026-11-22 11:49:00: Datadog key created backup-sync (D3)',
      '2026-11-22 12:00:00: credential created deploy-helper (C9)',
      '2026-11-22 12:04:00: something changed login.example.com (C10), with a token of the actor, recorded as alice@example.com',
      '2026-11-22 12:09:00: logging switched off, removed or sent elsewhere siem (C11)',
      '2026-11-22 12:16:00: member added helper@example.net (C12)',
    ]));

  it('says of an act that is known by its address only whose it is', () =>
    expect(acts(reportFacts([...ATTACK, CAROLS_KEY]))).toContain(
      '2026-11-22 12:05:00: Datadog key created carols-key (D4), by carol@example.com, who shares only the address',
    ));

  it('does not count what others did at the address among the actor’s events', () => {
    const summary = sectionText(adfOf(reportFacts([...ATTACK, CAROLS_KEY])), 'Summary');
    expect(summary).toContain('16 events of this actor');
    expect(summary).toContain('1 event at the same address is not known to be the actor’s; each says so.');
  });

  it('shows no event of an actor of whom only the address is known', () => {
    const summary = sectionText(adfOf(reportFacts([CAROLS_KEY])), 'Summary');
    expect(summary).toContain('show 0 events of this actor');
    expect(summary).toContain('no source that was read shows an event of theirs');
  });

  it('does not tell a refused attempt as done', () => {
    const refused = did('+0m', 'change', { outcome: 'failure', text: { summary: '', targetName: 'www' } });
    const corrected = did('+1m', 'change', { text: { summary: '', targetName: 'www' } });
    expect(acts(reportFacts([...USUAL_DAY, refused, corrected]))).toContain(
      '2026-11-22 12:00:00: something changed www FAILED (C9)',
    );
  });

  it('names the acts that nothing accounts for by their place in the timeline', () => {
    const adf = adfOf(reportFacts([...USUAL_DAY, did('+1m', 'sign_in_changed'), did('+2m', 'unknown')]));
    expect(sectionText(adf, 'Summary')).toContain('Acts that nothing accounts for: C10.');
  });
});

describe('the next step of a report', () => {
  it('has a list to tick off that fits the verdict and the indicators found', () => {
    const list = adfOf().content.find(({ type }) => type === 'taskList');
    expect(adfText(list)).toContain('Revoke every credential that the actor made or used in the window.');
    expect(adfText(list)).toContain('Revoke the credentials that were made from the new address');
  });

  it('asks for nothing that the actor has taken back', () => {
    const list = adfOf(reportFacts(MISTAKE)).content.find(({ type }) => type === 'taskList');
    expect(adfText(list)).toContain('whether it was put right in full');
    expect(adfText(list)).not.toContain('Set the weakened settings back.');
  });

  it('asks for what nobody has taken back', () => {
    const list = adfOf(reportFacts([...USUAL_DAY, did('+0m', 'security_weakened', ssl)])).content.find(
      ({ type }) => type === 'taskList',
    );
    expect(adfText(list)).toContain('Set the weakened settings back.');
  });

  it.each(['benign', 'misconfiguration', 'inconclusive', 'likely_malicious'] as const)(
    'of the verdict %s speaks of no system that may not be connected',
    (verdict) => expect(NEXT_STEPS[verdict].checklist.join(' ')).not.toMatch(/Datadog|both systems/),
  );
});

describe('the indicators of a report', () => {
  it('come with weight, technique and events that stand in the timeline', () => {
    const adf = adfOf();
    const refs = new Set(tableRows(adf, 'Timeline').map(([ref]) => ref));
    const rows = tableRows(adf, 'Indicators');
    const found = rows.find(([, meaning]) => meaning?.startsWith('Credential made soon after a new address'));

    expect(found?.slice(2)).toEqual(['30', 'T1098.001', 'D3, C9']);
    for (const [, , , , events] of rows) {
      for (const ref of (events ?? '').replace(/ and \d+ more$/, '').split(', ')) expect(refs).toContain(ref);
    }
  });

  it('link a technique to its page at MITRE and to nothing else', () => {
    const links = JSON.stringify(adfOf()).match(/"href":"[^"]+"/g) ?? [];
    expect(links).toContain('"href":"https://attack.mitre.org/techniques/T1098/001/"');
  });

  it('are marked as deciding only as far as the weightiest are enough for the verdict', () => {
    const rows = tableRows(adfOf(), 'Indicators');
    const marked = rows.filter(([, meaning]) => meaning?.includes('DECIDES'));
    const weights = marked.map(([, , weight]) => Number(weight)); // none of them says that it is not counted
    const sum = weights.reduce((total, weight) => total + weight, 0);
    expect(sum).toBeGreaterThanOrEqual(MALICIOUS_WEIGHT);
    expect(sum - (weights.at(-1) ?? 0)).toBeLessThan(MALICIOUS_WEIGHT);
    expect(marked.length).toBeLessThan(rows.length);
    expect(sectionText(adfOf(), 'Indicators')).toContain('enough for the verdict without the others');
  });

  it('say when a weightier one has counted the same thing, so that the weights add up', () => {
    const rows = tableRows(adfOf(), 'Indicators').filter(([sign]) => sign?.startsWith('A'));
    const counted = rows.flatMap(([, , weight]) => (weight?.includes('not counted') ? [] : Number(weight)));
    expect(counted.length).toBeLessThan(rows.length);
    expect(counted.reduce((sum, weight) => sum + weight, 0)).toBe(reportFacts().assessment.attackWeight);
    expect(sectionText(adfOf(), 'Indicators')).toContain('only the weightiest counts');
  });

  it('of a mistake are all marked as deciding', () => {
    const rows = tableRows(adfOf(reportFacts(MISTAKE)), 'Indicators');
    for (const [sign, meaning] of rows) expect(meaning?.includes('DECIDES')).toBe(sign?.startsWith('M'));
  });

  it('that a mistake explains say so', () => {
    const rows = tableRows(adfOf(reportFacts(MISTAKE)), 'Indicators');
    expect(rows.some(([, meaning]) => meaning?.includes('EXPLAINED BY A MISTAKE'))).toBe(true);
  });
});
