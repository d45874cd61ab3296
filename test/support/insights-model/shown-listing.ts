import type { AnsweredPage } from './wire-tape';

/** What a complete listing showed. */
export interface ShownListing {
  /** JSON of each insight, by id. */
  readonly insights: ReadonlyMap<string, string>;
  /** Records without an id. */
  readonly nameless: number;
}

/**
 * What a walk showed, if it was complete: the same count on every page, and as many different insights as it says.
 *
 * @returns undefined for an incomplete one, from which nothing may follow
 */
export function shownBy(pages: readonly AnsweredPage[]): ShownListing | undefined {
  const [first] = pages;
  if (first?.first !== true || pages.some(({ count }) => count !== first.count)) return undefined;
  const insights = new Map<string, string>();
  let nameless = 0;
  for (const issue of pages.flatMap(({ issues }) => issues)) {
    const id = (issue as { readonly id?: unknown } | null)?.id;
    if (typeof id === 'string') insights.set(id, JSON.stringify(issue));
    else nameless += 1;
  }
  return insights.size + nameless === first.count ? { insights, nameless } : undefined;
}
