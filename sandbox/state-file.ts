import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RequestMonthsSnapshot } from './cloudflare/insights/request-months';
import type { ConfluenceSnapshot } from './confluence/store';
import type { LinearSnapshot } from './linear/store';

/** What a restart finds again. */
export interface SavedState {
  readonly version: 1;
  /** End of the story's day, ISO 8601. */
  readonly baseTime: string;
  /** Whether late arrivals have been let in. */
  readonly settled: boolean;
  /** Absent in files of before there were insights. */
  readonly insights?: {
    /** Step of their story. */
    readonly step: number;
    readonly requests: RequestMonthsSnapshot;
  };
  readonly linear: LinearSnapshot;
  /** Absent in files of before there was a wiki. */
  readonly confluence?: ConfluenceSnapshot;
}

/** The saved state; undefined when there is none yet. @throws Error when the file is no state of this sandbox */
export function loadState(file: string): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = JSON.parse(text) as SavedState;
  if ((state.version as number) !== 1) throw new Error(`${file} is no state of this sandbox; delete it to start over`);
  return state;
}

/** Replaces the file as a whole, so that a kill leaves the old or the new one. */
export function saveState(file: string, state: SavedState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}
