import { CORP } from '../../sandbox/story/setting';
import type { S3Server } from '../../scripts/servers/versity-gateway';

/** What one process of the benchmark is told to do, once. */
export type Task =
  | {
      readonly kind: 'sync';
      readonly run: string;
      readonly runStart: string;
      readonly open: string;
      readonly dismissed: string | null;
      readonly newestSeq: number | null;
    }
  /** List the open insights of the simulated account and stage them. */
  | { readonly kind: 'list'; readonly run: string; readonly baseUrl: string; readonly token: string }
  /** Decompress these objects and parse each of their lines, nothing else. */
  | { readonly kind: 'floor'; readonly keys: readonly string[] };

export interface TaskStore extends Pick<S3Server, 'endpoint' | 'region' | 'credentials'> {
  readonly bucket: string;
}

export interface WrittenObject {
  readonly key: string;
  readonly bytes: number;
}

/** What came of it. */
export interface TaskResult {
  readonly wallMs: number;
  /** Lifecycle records written, insights listed, or lines parsed. */
  readonly count: number;
  /** Of a sync. */
  readonly objects: Readonly<Partial<Record<'records' | 'inventory' | 'commit', WrittenObject>>>;
}

export type ToProcess = { readonly store: TaskStore; readonly task: Task };
export type FromProcess = 'ready' | TaskResult;

/** Account that all insights belong to. */
export const ACCOUNT_ID = CORP;
export const RETENTION = { mode: 'GOVERNANCE', days: 1 } as const;
