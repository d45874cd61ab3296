import { Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { insightsDryRunId } from '../../../workflows/ids';
import { temporalAddress } from '../../support/servers';
import { called, type Called } from '../../unit/cli/called';
import { SECRETS, settingsText } from '../../unit/config/settings-text';
import { ownNamespace, withWorker } from './own-namespace';

const CANNED = { workflowsPath: require.resolve('./canned-insights-sync') };
const ACCOUNT_ID = randomBytes(16).toString('hex');
const SPENT_ID = randomBytes(16).toString('hex');
const OTHER_ID = randomBytes(16).toString('hex');
const account = (id: string, more = ''): string =>
  `{ id: '${id}', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME }${more} }`;
const SETTINGS = settingsText({
  accounts: `{ acme: ${account(ACCOUNT_ID, ', insightsSync: {}')}, spent: ${account(SPENT_ID, ', insightsSync: {}')}, other: ${account(OTHER_ID)} }`,
});

let connection: Connection;
let namespace: string;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  connection = await Connection.connect({ address: temporalAddress() });
  namespace = await ownNamespace(connection);
});

afterAll(() => connection.close());

const call = (...args: string[]): Promise<Called> =>
  called(args, SETTINGS, { ...SECRETS, TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: namespace });

describe('insights dry-run', () => {
  it('warns that it spends requests, waits for the result and says what a sync would write', async () => {
    const { code, printed } = await withWorker(namespace, CANNED, () =>
      call('insights', 'dry-run', '--account', 'acme'),
    );

    expect(code).toBe(0);
    expect(printed.split('\n')).toEqual([
      "listing the insights of Acme; each page spends a request of the month's allowance",
      expect.stringContaining(`/workflows/${encodeURIComponent(insightsDryRunId(ACCOUNT_ID))}`),
      'outcome   ok',
      '          A note about the dry-run of acme.',
      'listed    812 open insights and 33 dismissed ones, for 2 requests',
      'filters   640 of the 812 open ones pass them',
      'records   would be written: 12 new, 2 resolved',
      'open      12 critical, 800 moderate',
      'resolved  7 low',
      'quota     38 of 100 requests used in 2026-11, 62 left; 97 by the end of the month if it goes on like this',
    ]);
  });

  it('says why nothing was listed and when a listing may be due, without the figures of an earlier run', async () => {
    const { code, printed } = await withWorker(namespace, CANNED, () =>
      call('insights', 'dry-run', '--account', 'spent'),
    );

    expect(code).toBe(1);
    expect(printed).toContain(
      'skipped   The allowance of 2026-11 is spent.\n          a listing may be due at 2026-12-01T00:05:00.000Z',
    );
    expect(printed).not.toContain('records');
  });
});

it.each([
  ['insights', 'dry-run'],
  ['insights', 'sync'],
  ['quota', 'show'],
])('%s %s of an account that is not mirrored says how that is changed', async (...words) => {
  expect(await call(...words, '--account', 'other')).toMatchObject({
    code: 2,
    complained: expect.stringContaining('accounts.other.insightsSync: {}') as string,
  });
});
