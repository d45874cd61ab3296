import {
  isGrpcServiceError,
  QueryRejectedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';

const PROVIDER = { provider: 'quota' } as const;

/** Codes of gRPC, which the client does not export. @see https://grpc.io/docs/guides/status-codes/ */
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** What the server says of an update that it took in for a run which ended before it was answered. */
const CLOSED_MEANWHILE = 'AcceptedUpdateCompletedWorkflow';

/** Whether an account has no open ledger: none was started, or it was terminated, deleted or has failed. */
export function isMissing(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError || error instanceof QueryRejectedError) return true;
  return refusalIn(error)?.type === CLOSED_MEANWHILE;
}

/**
 * What became of a call to a ledger, as one of our failures.
 *
 * @param operation what was being done: "reserving a request"
 * @returns the error itself when it is none of the server's
 */
export function ledgerFailure(error: unknown, operation: string, deadlineMs: number): unknown {
  const refusal = refusalIn(error);
  if (refusal !== undefined) {
    return failure(
      FailureType.Refused,
      `${operation}: the ledger refused the message (${refusal.message})`,
      'Run worker and command line in the same version',
      PROVIDER,
    );
  }
  const code = codeIn(error);
  // The server that notices our deadline first calls it cancelled; callers who cancel are told apart before.
  if (code === DEADLINE_EXCEEDED || code === CANCELLED || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return failure(
      FailureType.Unavailable,
      `${operation}: the ledger gave no answer within ${deadlineMs} ms; what was asked for may still be counted`,
      'No request is sent without its answer; check that a worker is running',
      PROVIDER,
    );
  }
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED) {
    return failure(
      FailureType.AuthRejected,
      `${operation}: Temporal refused the call (gRPC status ${code})`,
      'Check the certificate or API key of TEMPORAL_*: it must allow to start, update and query workflows',
      PROVIDER,
    );
  }
  if (code !== undefined) {
    return failure(
      FailureType.Unavailable,
      `${operation}: Temporal did not carry out the call (gRPC status ${code})`,
      'It is tried again; if it goes on, check the Temporal server and that a worker is running',
      PROVIDER,
    );
  }
  return error;
}

/** A ledger that is started and gone at once. */
export function ledgerVanished(operation: string): ApplicationFailure {
  return failure(
    FailureType.Unavailable,
    `${operation}: the ledger was closed as soon as it was started`,
    'It is tried again; if it goes on, see in the Temporal UI who terminates `quota-ledger/...`',
    PROVIDER,
  );
}

function refusalIn(error: unknown): ApplicationFailure | undefined {
  const isRefused = error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure;
  return isRefused ? error.cause : undefined;
}

/** The client wraps what the connection says, once or twice. */
function codeIn(error: unknown): number | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isGrpcServiceError(at)) return at.code;
  }
  return undefined;
}
