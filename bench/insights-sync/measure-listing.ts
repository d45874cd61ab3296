import { STORY_SETTING } from '../../sandbox/story/setting';
import { startSandbox } from '../scene-processes';
import { whileUp } from '../while-up';
import { inAProcess, type Measured } from './in-a-process';
import { ACCOUNT_ID, type TaskStore } from './tasks';

/** One complete listing of `count` insights from a simulated Cloudflare, a thousand a page, until it stands staged. */
export function measureListing(store: TaskStore, count: number): Promise<Measured> {
  const starting = startSandbox(['--story', 'empty', '--no-rate-limit', '--volume-insights', String(count)]);
  return whileUp(starting, ({ url }) => {
    const baseUrl = `${url}/cloudflare/client/v4`;
    const token = STORY_SETTING.accounts.find(({ id }) => id === ACCOUNT_ID)?.secret ?? '';
    return inAProcess(store, { kind: 'list', run: 'listing', baseUrl, token });
  });
}
