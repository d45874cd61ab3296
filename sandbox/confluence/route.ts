import type { Answer, Exchange } from '../http/exchange';
import type { ConfluenceStore } from './store';
import type { ConfluenceViews } from './views';

/** A request that has found its route. */
export interface Call {
  readonly store: ConfluenceStore;
  readonly views: ConfluenceViews;
  readonly exchange: Exchange;
  /** Ids of the path, from left to right. */
  readonly ids: readonly string[];
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** What a token with scopes needs for it. */
  readonly scope: string;
  readonly act: (call: Call) => Answer;
}
