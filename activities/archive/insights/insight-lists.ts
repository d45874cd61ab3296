import { stagedInsightsKey } from '../../../domain/archive-key';
import { FailureType } from '../../../domain/failure-type';
import { failure } from '../../shared/failure';
import type { InsightLists, ListPlace } from '../../shared/insight-lists';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';
import { putLines } from './put-lines';
import { readStagedHeader, stagedLines } from './staged-listing';

/** Complete listings under `staging/`: unlocked, one object for each list of a run. */
export function createInsightLists(store: ArchiveStore, { prefix }: Pick<ArchiveSettings, 'prefix'>): InsightLists {
  const keyOf = ({ accountId, run, list }: ListPlace): string => stagedInsightsKey(prefix, accountId, run, list);

  return {
    find: (place, signal) => readStagedHeader(store, keyOf(place), signal),

    async put(place, insights, facts, signal) {
      const key = keyOf(place);
      const put = await putLines(store, { key, lines: await stagedLines(place, insights, facts), lock: null }, signal);
      if (put.outcome !== 'differs') return { key, count: insights.length, ...pick(facts) };

      const first = await readStagedHeader(store, key, signal);
      if (first !== undefined) return first;
      throw failure(FailureType.Unavailable, `${key}: gone while it was looked at`, 'It is written again', {
        provider: 'archive',
      });
    },
  };
}

function pick({ pageSize, requests, unreadable }: Parameters<InsightLists['put']>[2]) {
  return { pageSize, requests, unreadable };
}
