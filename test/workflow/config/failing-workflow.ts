import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';

interface Activities {
  failWith(text: string): Promise<void>;
}

const { failWith } = proxyActivities<Activities>({ startToCloseTimeout: '10s', retry: { maximumAttempts: 1 } });

/** Lets an activity fail with the text, then fails with it itself. */
export async function failing(text: string): Promise<void> {
  await failWith(text).catch(() => undefined);
  throw ApplicationFailure.nonRetryable(`workflow: ${text}`, 'Refused', text);
}
