import type { ReadWindow } from '../../domain/token-watch';
import type { TokenWatchRig } from './token-watch-rig';

/** Windows of one stream that manifests name, joined where they touch: one window means that the log was read without a hole. */
export async function joinedWindows(rig: TokenWatchRig, stream: ReadWindow['stream'] = 'v2') {
  const manifests = await Promise.all((await rig.keys('manifest/')).map((key) => rig.json(key)));
  const windows = manifests
    .flatMap((manifest) => manifest['windows'] as ReadWindow[])
    .filter((window) => window.stream === stream)
    .toSorted((a, b) => (a.since < b.since ? -1 : 1));
  const joined: { since: string; before: string }[] = [];
  for (const { since, before } of windows) {
    const last = joined.at(-1);
    if (last === undefined || since > last.before) joined.push({ since, before });
    else if (before > last.before) last.before = before;
  }
  return joined;
}
