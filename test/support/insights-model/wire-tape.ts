import type { Life } from './gates';

/** One page of insights as Cloudflare answered it. */
export interface AnsweredPage {
  readonly list: 'open' | 'dismissed';
  /** Whether it is the first page of a walk. */
  readonly first: boolean;
  readonly count: number;
  readonly issues: readonly unknown[];
}

/** What went over the wire, by attempt: the model believes nothing else. */
export class WireTape {
  private readonly pages = new Map<Life, AnsweredPage[]>();
  /** Attempt whose listing came to stand staged, by key. */
  private readonly staged = new Map<string, Life>();

  /** @param body as it was answered; null when nothing was */
  answered(life: Life, url: URL, status: number, body: string): void {
    const page = status === 200 ? parsed(body) : undefined;
    if (page === undefined) return;
    const query = url.searchParams;
    const first = query.has('cursor') ? false : (query.get('page') ?? '1') === '1';
    const list = query.get('dismissed') === 'true' ? 'dismissed' : 'open';
    this.pages.set(life, [...(this.pages.get(life) ?? []), { list, first, ...page }]);
  }

  /** An object was created. */
  created(life: Life, key: string): void {
    if (key.includes('staging/insights/') && !this.staged.has(key)) this.staged.set(key, life);
  }

  /** Whether a complete listing of this list stands staged for the run. */
  isStaged(run: string, list: 'open' | 'dismissed'): boolean {
    return this.stagerOf(run, list) !== undefined;
  }

  /** The pages of the last walk of the attempt that staged a run's list; undefined when none did. */
  walkOf(run: string, list: 'open' | 'dismissed'): readonly AnsweredPage[] | undefined {
    const life = this.stagerOf(run, list);
    if (life === undefined) return undefined;
    const pages = (this.pages.get(life) ?? []).filter((page) => page.list === list);
    return pages.slice(pages.findLastIndex(({ first }) => first));
  }

  private stagerOf(run: string, list: string): Life | undefined {
    for (const [key, life] of this.staged) if (key.endsWith(`/run=${run}/${list}.ndjson.gz`)) return life;
    return undefined;
  }
}

function parsed(body: string): Pick<AnsweredPage, 'count' | 'issues'> | undefined {
  try {
    const answer = JSON.parse(body) as { success?: boolean; result?: Pick<AnsweredPage, 'count' | 'issues'> };
    if (answer.success !== true || !Array.isArray(answer.result?.issues)) return undefined;
    return { count: answer.result.count, issues: answer.result.issues };
  } catch {
    return undefined;
  }
}
