import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTE } from './ids';

export const accountKey = defineSearchAttributeKey(SEARCH_ATTRIBUTE.account.name, SearchAttributeType.KEYWORD);
export const jobKey = defineSearchAttributeKey(SEARCH_ATTRIBUTE.job.name, SearchAttributeType.KEYWORD);
export const outcomeKey = defineSearchAttributeKey(SEARCH_ATTRIBUTE.outcome.name, SearchAttributeType.KEYWORD);
export const flaggedKey = defineSearchAttributeKey(SEARCH_ATTRIBUTE.flagged.name, SearchAttributeType.INT);
