import path from 'node:path';
import { STORY_SETTING } from '../../sandbox/story/setting';
import { startGuarded } from '../../scripts/servers/guarded-process';
import { claimPort } from '../../scripts/servers/ports';
import { inAProcess, type Measured } from './in-a-process';
import { ACCOUNT_ID, type TaskStore } from './tasks';

const ROOT = path.join(__dirname, '..', '..');

/** One complete listing of `count` insights from a simulated Cloudflare, a thousand a page, until it stands staged. */
export async function measureListing(store: TaskStore, count: number): Promise<Measured> {
  const port = await claimPort();
  const url = `http://127.0.0.1:${port}`;
  const sandbox = await startGuarded({
    name: 'sandbox',
    command: process.execPath,
    args: [
      ...['--import', 'tsx', 'sandbox/main.ts', '--story', 'empty', '--port', String(port), '--no-rate-limit'],
      ...['--volume-insights', String(count)],
    ],
    cwd: ROOT,
    ready: async () => (await fetch(`${url}/control/health`)).ok,
  });
  try {
    const baseUrl = `${url}/cloudflare/client/v4`;
    const token = STORY_SETTING.accounts.find(({ id }) => id === ACCOUNT_ID)?.secret ?? '';
    return await inAProcess(store, { kind: 'list', run: 'listing', baseUrl, token });
  } finally {
    await sandbox.stop();
  }
}
