import {
  QueryRejectedError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { isMissing, ledgerFailure } from '../../../activities/quota/ledger-failure';

const grpc = (code: number): Error =>
  Object.assign(new Error('secret detail'), { code, details: 'secret', metadata: {} });
/** As the server numbers the states of runs. */
const COMPLETED = 2 as never;
const refused = (type: string): Error =>
  new WorkflowUpdateFailedError('update failed', ApplicationFailure.nonRetryable('need must be more', type));

it.each([
  ['was never started', new WorkflowNotFoundError('not found', 'quota-ledger/a', undefined)],
  ['is closed', new QueryRejectedError(COMPLETED)],
  ['was closed while it was asked', refused('AcceptedUpdateCompletedWorkflow')],
])('a ledger that %s is missing', (_, error) => {
  expect(isMissing(error)).toBe(true);
});

it('a ledger that refuses a message or does not answer is not missing', () => {
  for (const error of [refused('Refused'), grpc(4), grpc(14), new Error('bug')]) expect(isMissing(error)).toBe(false);
});

it.each([
  ['no answer in time', new WorkflowUpdateRPCTimeoutOrCancelledError('late'), 'Unavailable', 'may still be counted'],
  ['no answer in time to a query', new ServiceError('late', { cause: grpc(4) }), 'Unavailable', 'check that a worker'],
  [
    'no answer in time, as the server says it',
    new ServiceError('late', { cause: grpc(1) }),
    'Unavailable',
    'within 10000 ms',
  ],
  ['a caller without permission', new ServiceError('no', { cause: grpc(7) }), 'AuthRejected', 'TEMPORAL_*'],
  ['a caller that is not known', grpc(16), 'AuthRejected', 'Check the certificate or API key'],
  ['a server that is gone', new ServiceError('no', { cause: grpc(14) }), 'Unavailable', 'gRPC status 14'],
  ['a message that is refused', refused('Refused'), 'Refused', 'need must be more'],
])('%s is a failure with a remedy, and tells nothing else', (_, error, type, part) => {
  const failure = ledgerFailure(error, 'reserving a request', 10_000);

  expect(failure).toMatchObject({ type, message: expect.stringContaining(part) as unknown });
  expect(String(failure)).toContain('quota: reserving a request');
  expect(String(failure)).not.toContain('secret');
});

it('an error that is none of the server’s stays what it is', () => {
  const bug = new TypeError('bug');
  expect(ledgerFailure(bug, 'reserving a request', 10_000)).toBe(bug);
});
