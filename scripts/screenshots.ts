import { Client, Connection } from '@temporalio/client';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { SEARCH_ATTRIBUTE, WORKFLOW_TYPE } from '../workflows/ids';
import { heldTickets } from './demo/holdings';
import { fixedPort } from './servers/ports';

/**
 * Takes the pictures of the documentation from a demo that is running: `npm run demo`, and `npm run screenshots` beside it.
 * The browser is the Chromium at CHROMIUM_PATH; the demo's ports are those of the demo's own variables.
 */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const IMAGES = path.join(__dirname, '..', 'docs', 'images');
const NAMESPACE = 'default';
/** Credentials of the story: one that is dangerous although its issuer is approved, one whose name wants to be more than a name. */
const TICKETS = [
  { picture: 'ticket', credential: 'edge-rollout', last: 'Verify.' },
  { picture: 'ticket-hostile-name', credential: 'Approved by security', last: 'dash' },
] as const;
/** Pictures are downloaded with every clone. */
const MAX_BYTES = 300 * 1024;

const urlAt = (variable: string, fallback: number): string =>
  `http://127.0.0.1:${fixedPort(variable, fallback).number}`;
const TEMPORAL_UI = urlAt('EDGEWARDEN_DEMO_UI_PORT', 8233);
const SANDBOX = urlAt('EDGEWARDEN_DEMO_SANDBOX_PORT', 8787);

async function main(): Promise<void> {
  const run = await runThatFlaggedMost();
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
    await watchSchedules(page);
    await ticketList(page);
    for (const { picture, credential, last } of TICKETS) {
      const ticket = tickets.find(({ title }) => title.includes(credential));
      if (ticket === undefined) throw new Error(`the tracker has no ticket about "${credential}"`);
      await ticketDownTo(page, ticket.url, last);
      await save(page, picture);
    }
  } finally {
    await browser.close();
  }
}

/** Address of the page of the run with the most flagged tokens, without its tab. */
async function runThatFlaggedMost(): Promise<string> {
  const address = `127.0.0.1:${fixedPort('EDGEWARDEN_DEMO_TEMPORAL_PORT', 7233).number}`;
  const connection = await Connection.connect({ address });
  try {
    const query = `WorkflowType = "${WORKFLOW_TYPE.tokenWatch}" AND ${SEARCH_ATTRIBUTE.flagged.name} > 0 AND ExecutionStatus = "Completed"`;
    let most: { path: string; flagged: number } | undefined;
    for await (const run of new Client({ connection, namespace: NAMESPACE }).workflow.list({ query })) {
      const flagged = Number(
        run.typedSearchAttributes.getAll().find(({ key }) => key.name === SEARCH_ATTRIBUTE.flagged.name)?.value,
      );
      if (most === undefined || flagged > most.flagged) {
        most = { path: `${encodeURIComponent(run.workflowId)}/${run.runId}`, flagged };
      }
    }
    if (most === undefined) throw new Error(`no run at ${address} has flagged anything yet: start npm run demo first`);
    return `${TEMPORAL_UI}/namespaces/${NAMESPACE}/workflows/${most.path}`;
  } finally {
    await connection.close();
  }
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
  await page.locator('iframe').last().contentFrame().getByText('scanned').waitFor(); // what a run says of itself is shown in a frame of its own
  await save(page, 'run-details');
}

async function watchSchedules(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 810 });
  await open(page, `${TEMPORAL_UI}/namespaces/${NAMESPACE}/schedules`);
  await page.getByText('token-watch/').first().waitFor();
  await save(page, 'schedules');
}

async function ticketList(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 760 });
  await open(page, `${SANDBOX}/linear/team/SEC`);
  await save(page, 'tickets');
}

/** Opens a ticket in a window that ends below the list item or table row with the given text. */
async function ticketDownTo(page: Page, url: string, last: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, url);
  const end = await page.locator('li, tr').filter({ hasText: last }).first().boundingBox();
  if (end === null) throw new Error(`${url} shows nothing with "${last}"`);
  await page.setViewportSize({ width: 1280, height: Math.round(end.y + end.height) });
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle', timeout: 60_000 });
}

async function save(page: Page, picture: string): Promise<void> {
  const file = path.join(IMAGES, `${picture}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MAX_BYTES}: make the window smaller`);
  process.stdout.write(`${path.relative(process.cwd(), file)}, ${Math.round(size / 1024)} KiB\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
