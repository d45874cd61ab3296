import { Client, Connection, type WorkflowExecutionInfo } from '@temporalio/client';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { chromium, type FrameLocator, type Page, type PageScreenshotOptions } from 'playwright-core';
import type { InsightsSyncResult } from '../workflows/contracts';
import { quotaLedgerId, SEARCH_ATTRIBUTE, WORKFLOW_TYPE } from '../workflows/ids';
import { heldTickets } from './demo/holdings';
import { fixedPort } from './servers/ports';

/**
 * Takes the pictures of the documentation from a demo that is running: `npm run demo`, and `npm run screenshots` beside it.
 * The browser is the Chromium at CHROMIUM_PATH; the demo's ports are those of the demo's own variables.
 */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const IMAGES = path.join(__dirname, '..', 'docs', 'images');
const NAMESPACE = 'default';
/**
 * Tickets of the story, by words of their titles: a credential that is dangerous although its issuer is approved, one whose
 * name wants to be more than a name, and an insight that has come back.
 */
const TICKETS = [
  { picture: 'ticket', title: 'edge-rollout', last: 'Verify.' },
  { picture: 'ticket-hostile-name', title: 'Approved by security', last: 'dash' },
  { picture: 'insight-ticket', title: 'Insight again', last: 'If the risk is accepted' },
] as const;
/** Where a report stands, beside the list of pages. */
const REPORT_COLUMN = { x: 300, width: 944 } as const;
/** Pictures are downloaded with every clone. */
const MAX_BYTES = 300 * 1024;

const urlAt = (variable: string, fallback: number): string =>
  `http://127.0.0.1:${fixedPort(variable, fallback).number}`;
const TEMPORAL_UI = urlAt('EDGEWARDEN_DEMO_UI_PORT', 8233);
const SANDBOX = urlAt('EDGEWARDEN_DEMO_SANDBOX_PORT', 8787);

async function main(): Promise<void> {
  const { run, sync, ledger } = await pagesOfTemporal();
  const tickets = await heldTickets(SANDBOX);
  mkdirSync(IMAGES, { recursive: true });

  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const page = await browser.newPage({ colorScheme: 'light', locale: 'en-GB', timezoneId: 'UTC' });
    await runTimeline(page, run);
    await runDetails(page, run);
    await syncDetails(page, sync);
    await ledgerDetails(page, ledger);
    await watchSchedules(page);
    await ticketList(page);
    for (const { picture, title: words, last } of TICKETS) {
      const ticket = tickets.find(({ title }) => title.includes(words));
      if (ticket === undefined) throw new Error(`the tracker has no ticket with "${words}" in its title`);
      await ticketDownTo(page, ticket.url, last);
      await save(page, picture);
    }
    await report(page);
  } finally {
    await browser.close();
  }
}

/** Addresses of pages in the Temporal UI, without their tabs. */
interface TemporalPages {
  /** The watch that flagged most tokens. */
  readonly run: string;
  /** The sync with most changes, baselines aside. */
  readonly sync: string;
  /** The ledger of the same account. */
  readonly ledger: string;
}

async function pagesOfTemporal(): Promise<TemporalPages> {
  const address = `127.0.0.1:${fixedPort('EDGEWARDEN_DEMO_TEMPORAL_PORT', 7233).number}`;
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace: NAMESPACE });
    const [run] = await runsWithMost(client, WORKFLOW_TYPE.tokenWatch, SEARCH_ATTRIBUTE.flagged.name);
    for (const sync of await runsWithMost(client, WORKFLOW_TYPE.insightsSync, SEARCH_ATTRIBUTE.insightChanges.name)) {
      const { workflowId, runId } = sync;
      const { baseline } = (await client.workflow.getHandle(workflowId, runId).result()) as InsightsSyncResult;
      if (run === undefined || baseline) continue;
      const accountId = sync.typedSearchAttributes.get(SEARCH_ATTRIBUTE.account) ?? '';
      const ledger = await client.workflow.getHandle(quotaLedgerId(accountId)).describe();
      return { run: pageOf(run), sync: pageOf(sync), ledger: pageOf(ledger) };
    }
    throw new Error(`the runs at ${address} have not seen enough yet: start npm run demo first`);
  } finally {
    await connection.close();
  }
}

/** Completed runs of a type that have a number to tell, the largest number first. */
async function runsWithMost(client: Client, type: string, attribute: string): Promise<WorkflowExecutionInfo[]> {
  const query = `WorkflowType = "${type}" AND ${attribute} > 0 AND ExecutionStatus = "Completed"`;
  const runs: { readonly run: WorkflowExecutionInfo; readonly told: number }[] = [];
  for await (const run of client.workflow.list({ query })) {
    const told = run.typedSearchAttributes.getAll().find(({ key }) => key.name === attribute)?.value;
    runs.push({ run, told: Number(told) });
  }
  return runs.sort((a, b) => b.told - a.told).map(({ run }) => run);
}

function pageOf({ workflowId, runId }: Pick<WorkflowExecutionInfo, 'workflowId' | 'runId'>): string {
  return `${TEMPORAL_UI}/namespaces/${NAMESPACE}/workflows/${encodeURIComponent(workflowId)}/${runId}`;
}

/** The steps of a run in the order in which they happened. */
async function runTimeline(page: Page, run: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1128 });
  await open(page, `${run}/history`);
  await page.getByRole('button', { name: 'Descending' }).click();
  await page.getByText('read the v2 audit log').first().waitFor();
  await save(page, 'run-timeline');
}

async function runDetails(page: Page, run: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 933 });
  await open(page, `${run}/user-metadata`);
  await details(page).getByText('scanned').waitFor();
  await save(page, 'run-details');
}

async function syncDetails(page: Page, sync: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 860 });
  await open(page, `${sync}/user-metadata`);
  await details(page).getByText('reappeared').waitFor();
  await save(page, 'insights-run-details');
}

async function ledgerDetails(page: Page, ledger: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 720 });
  await open(page, `${ledger}/user-metadata`, 'load'); // a page of a workflow that goes on is never idle
  await details(page).getByText('forecast').first().waitFor();
  await save(page, 'quota-ledger');
}

/** What a workflow says of itself is shown in a frame of its own. */
function details(page: Page): FrameLocator {
  return page.locator('iframe').last().contentFrame();
}

async function watchSchedules(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 1150 });
  await open(page, `${TEMPORAL_UI}/namespaces/${NAMESPACE}/schedules`);
  await page.getByText('insights-sync/').first().waitFor();
  await save(page, 'schedules');
}

async function ticketList(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 760 });
  await open(page, `${SANDBOX}/linear/team/SEC`);
  await save(page, 'tickets');
}

/** The report of the attack in the story, in two pictures: what to do now, and the indicators that led there. */
async function report(page: Page): Promise<void> {
  const answer = await fetch(`${SANDBOX}/control/pages`);
  const pages = (await answer.json()) as { readonly id: string; readonly labels: readonly string[] }[];
  const attack = pages.find(({ labels }) => labels.includes('verdict-likely-malicious'));
  if (attack === undefined) throw new Error('the space has no report of an attack: start npm run demo first');
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, `${SANDBOX}/confluence/wiki/spaces/SEC/pages/${attack.id}`);
  await save(page, 'report', { ...REPORT_COLUMN, y: 60, height: (await topOf(page, 'What was asked')) - 60 });
  const indicators = await topOf(page, 'Indicators');
  await save(page, 'report-indicators', { ...REPORT_COLUMN, y: indicators, height: 820 });
}

/** Where the heading of a report's section begins, less the space above it. */
async function topOf(page: Page, heading: string): Promise<number> {
  const box = await page.getByRole('heading', { name: heading, exact: true }).boundingBox();
  if (box === null) throw new Error(`the report has no heading "${heading}"`);
  return Math.round(box.y) - 12;
}

/** Opens a ticket in a window that ends below the list item or table row with the given text. */
async function ticketDownTo(page: Page, url: string, last: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, url);
  const end = await page.locator('li, tr').filter({ hasText: last }).first().boundingBox();
  if (end === null) throw new Error(`${url} shows nothing with "${last}"`);
  await page.setViewportSize({ width: 1280, height: Math.round(end.y + end.height) });
}

async function open(page: Page, url: string, waitUntil: 'networkidle' | 'load' = 'networkidle'): Promise<void> {
  await page.goto(url, { waitUntil, timeout: 60_000 });
}

/** @param part of a page that is longer than the window; else the window */
async function save(page: Page, picture: string, part?: PageScreenshotOptions['clip']): Promise<void> {
  const file = path.join(IMAGES, `${picture}.png`);
  const clip = part && { clip: part, fullPage: true };
  await page.screenshot({ path: file, animations: 'disabled', ...clip });
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MAX_BYTES}: make the window smaller`);
  process.stdout.write(`${path.relative(process.cwd(), file)}, ${Math.round(size / 1024)} KiB\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
