import type { Client } from '@temporalio/client';
import { createCloudflareClient, type CloudflareClient } from '../activities/cloudflare/client';
import { createRequestAllowance } from '../activities/quota/allowance';
import { createRequestPace } from '../activities/shared/request-pace';
import { loadSettings, settingsPath } from '../config/load-settings';
import type { AccountSettings, Settings } from '../config/settings';
import { accountOf, syncedAccountOf } from './account-of';
import { resolvedArchive } from './archive-store';
import { UsageError, type Command, type CommandIo } from './command';
import { checkArchive } from './doctor/check-archive';
import { checkConfluence } from './doctor/check-confluence';
import { checkDatadog } from './doctor/check-datadog';
import { checkInsights } from './doctor/check-insights';
import { checkTemporal } from './doctor/check-temporal';
import { checkToken } from './doctor/check-token';
import { failed, findingLines, note, ok, type Finding } from './doctor/finding';
import { textOptions } from './options';
import { ledgerAccountOf, ledgersOf } from './quota-ledgers';
import { withTemporal } from './with-temporal';

export const doctor: Command = {
  name: 'doctor',
  usage: '[--account <name>] [--insights yes]',
  about:
    "Checks settings, archive, tokens, Confluence, Datadog and Temporal, a line each, with a remedy for what is bad. With --insights also the insights API: one request of each account's allowance.",
  async run(args, io) {
    const { account: key, insights } = textOptions(args, { required: [], optional: ['account', 'insights'] });
    if (insights !== undefined && insights !== 'yes') {
      throw new UsageError("--insights must be yes: it spends a request of each account's allowance");
    }
    const settings = loadSettings({ role: 'worker', env: io.env });
    const accounts = key === undefined ? [...settings.accounts.values()] : [accountOf(settings, key)];

    let isWell = true;
    for await (const finding of examine(settings, accounts, insights === 'yes', io)) {
      for (const line of findingLines(finding)) io.print(line);
      isWell &&= finding.state !== 'bad';
    }
    return isWell ? 0 : 1;
  },
};

/** Findings as they come: some checks take their time. */
async function* examine(
  settings: Settings,
  accounts: readonly AccountSettings[],
  withInsights: boolean,
  { env, signal, now }: CommandIo,
): AsyncGenerator<Finding> {
  yield ok('settings', `${settingsPath(env)} and the environment of the worker are in order`);
  yield* await checkArchive(resolvedArchive(settings.archive), signal);
  const clients = accounts.map((account) => [account, clientOf(settings, account)] as const);
  for (const [account, client] of clients) yield await checkToken(account, client, signal);
  const { investigations } = settings;
  if (investigations !== undefined) {
    yield* await checkConfluence(investigations.confluence, signal);
    if (investigations.datadog !== undefined)
      yield* await checkDatadog(investigations.datadog, now().getTime(), signal);
  }
  try {
    yield* await withTemporal(settings, async (temporal) => [
      ...(await checkTemporal(temporal)),
      ...(withInsights ? await checkAllInsights(settings, clients, temporal, signal) : []),
    ]);
  } catch (error) {
    yield failed('temporal', error, 'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the TLS variables.');
  }
}

async function checkAllInsights(
  settings: Settings,
  clients: readonly (readonly [AccountSettings, CloudflareClient])[],
  temporal: Client,
  signal: AbortSignal,
): Promise<Finding[]> {
  const allowance = createRequestAllowance({
    ledgers: ledgersOf(settings, temporal),
    findAccount: (key) => ledgerAccountOf(syncedAccountOf(settings, key)),
  });
  const findings: Finding[] = [];
  for (const [account, client] of clients) {
    findings.push(
      account.insightsSync === undefined
        ? note(account.key, 'its insights are not mirrored, and the insights API was not asked')
        : await checkInsights(account, client, allowance, signal),
    );
  }
  return findings;
}

function clientOf({ cloudflare }: Settings, { token }: AccountSettings): CloudflareClient {
  const { baseUrl, requestsPer5Minutes, requestShare } = cloudflare;
  const pace = createRequestPace({
    requests: Math.floor(requestsPer5Minutes * requestShare),
    windowMs: 300_000,
    burst: 10,
  });
  return createCloudflareClient({ baseUrl, token: token.reveal(), pace });
}
