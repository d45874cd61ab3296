import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';

/** What is readable of an SDK error without looking at its payload. */
interface S3Error {
  readonly name: string;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

interface S3FailureRow {
  readonly status?: number;
  /** Error name as the store spells it; absent means any. */
  readonly name?: RegExp;
  readonly type: FailureType;
  readonly what: string;
  readonly remedy: string;
}

const RIGHTS = 'Check the credential and its policy (activities/archive/README.md#permissions)';
const REPEAT = 'The write may have happened; it is repeated and settled';

/**
 * Answers of S3 stores, the first match wins. 412 and a missing object are no failures here: `store.ts` settles them.
 * @see docs/sources.md#s3-answers
 */
export const S3_FAILURES = [
  {
    name: /^(ExpiredToken|InvalidToken|TokenRefreshRequired|RequestTimeTooSkewed|RequestExpired)$/,
    type: FailureType.AuthRejected,
    what: 'the credential or the clock of this machine is not accepted',
    remedy: 'Renew the session credential, or set the clock',
  },
  {
    status: 400,
    name: /^(AuthorizationHeaderMalformed|IllegalLocationConstraintException|InvalidBucketName)$/,
    type: FailureType.Misconfigured,
    what: 'the bucket is not in this region or its name is wrong',
    remedy: 'Check archive.region and archive.bucket',
  },
  {
    status: 400,
    name: /^(InvalidRequest|InvalidArgument|InvalidBucketState|NoSuchObjectLockConfiguration)$/,
    type: FailureType.Misconfigured,
    what: 'the store refuses the retention lock',
    remedy: 'The bucket needs Object Lock, which AWS can switch on and other stores only at creation',
  },
  {
    status: 400,
    name: /^(RequestTimeout|SlowDown|IncompleteBody)$/,
    type: FailureType.Unavailable,
    what: 'the request did not arrive whole',
    remedy: REPEAT,
  },
  {
    status: 400,
    name: /^(BadDigest|XAmzContentSHA256Mismatch|InvalidDigest)$/,
    type: FailureType.Refused,
    what: 'the bytes arrived damaged twice, nothing was stored',
    remedy: 'Look for a proxy that changes bodies between here and the store',
  },
  { status: 400, type: FailureType.Refused, what: 'the store refuses the request', remedy: 'Look the error name up' },
  { status: 401, type: FailureType.AuthRejected, what: 'the credential is not accepted', remedy: RIGHTS },
  {
    status: 403,
    type: FailureType.AuthRejected,
    what: 'the store denies access (a missing object is denied too where s3:ListBucket is not granted)',
    remedy: RIGHTS,
  },
  {
    status: 404,
    name: /^(NoSuchBucket|NoSuchUpload)$/,
    type: FailureType.Misconfigured,
    what: 'the bucket does not exist',
    remedy: 'Create it with Object Lock, or correct archive.bucket',
  },
  { status: 404, type: FailureType.NotFound, what: 'the object does not exist', remedy: 'Look at its versions' },
  {
    status: 409,
    name: /^(ConditionalRequestConflict|OperationAborted)$/,
    type: FailureType.Unavailable,
    what: 'another writer of the same key is at work',
    remedy: REPEAT,
  },
  {
    status: 409,
    type: FailureType.Refused,
    what: 'the key cannot exist beside the keys that are there',
    remedy: 'Something else wrote into the archive’s folders; move it elsewhere',
  },
  { status: 429, type: FailureType.RateLimited, what: 'too many requests', remedy: REPEAT },
  {
    status: 501,
    type: FailureType.Misconfigured,
    what: 'the store does not know conditional writes or locks',
    remedy: 'Use a store that the archive’s page names',
  },
] as const satisfies readonly S3FailureRow[];

const ROWS: readonly S3FailureRow[] = S3_FAILURES;

/**
 * The failure behind an error that an S3 call threw; never its message or payload, only its name and status.
 *
 * @param operation what was tried, for example `PutObject audit/...`
 */
export function s3Failure(error: unknown, operation: string): Error {
  if (error instanceof ApplicationFailure) return error;
  const { name, status, headers } = readS3Error(error);
  const retryAfterMs = retryAfter(headers);
  const seen = `${operation}: ${status === undefined ? '' : `HTTP ${status} `}${name}`;

  const row = ROWS.find((row) => matches(row, name, status));
  if (row !== undefined) {
    return failure(row.type, `${seen}, ${row.what}`, row.remedy, { provider: 'archive', retryAfterMs });
  }
  if (status === 503 && retryAfterMs !== undefined) {
    return failure(FailureType.RateLimited, seen, REPEAT, { provider: 'archive', retryAfterMs });
  }
  if (status !== undefined && status >= 300 && status < 400) {
    const remedy = 'Check archive.region and archive.endpoint';
    return failure(FailureType.Misconfigured, `${seen}, the bucket lies elsewhere`, remedy, { provider: 'archive' });
  }
  if (status !== undefined && status < 300) {
    const remedy = 'The answer could not be read; something between here and the store may have cut it';
    return failure(FailureType.UnexpectedAnswer, seen, remedy, { provider: 'archive' });
  }
  if (name === 'CredentialsProviderError') {
    return failure(FailureType.AuthRejected, `${seen}, no credential was found`, RIGHTS, { provider: 'archive' });
  }
  return failure(FailureType.Unavailable, seen, REPEAT, { provider: 'archive' });
}

/** Status of an S3 error; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return readS3Error(error).status;
}

/** Name of an S3 error as the store spells it. HEAD has no body, there it is only `NotFound` or `Unknown`. */
export function nameOf(error: unknown): string {
  return readS3Error(error).name;
}

/** True when the answer says that the current version is a delete marker: somebody deleted the object. */
export function saysDeleteMarker(error: unknown): boolean {
  return readS3Error(error).headers['x-amz-delete-marker'] === 'true';
}

function matches(row: S3FailureRow, name: string, status: number | undefined): boolean {
  return (row.status === undefined || row.status === status) && (row.name === undefined || row.name.test(name));
}

function readS3Error(error: unknown): S3Error {
  const { name, $metadata, $response } = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    $metadata?: { httpStatusCode?: unknown };
    $response?: { headers?: unknown; statusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const headers = $response?.headers;
  return {
    // A name is a word of the protocol; anything longer is text from elsewhere.
    name: typeof name === 'string' && /^[A-Za-z0-9.]{1,64}$/.test(name) ? name : 'error',
    status: typeof status === 'number' ? status : undefined,
    headers: typeof headers === 'object' && headers !== null ? (headers as Record<string, string>) : {},
  };
}

const MAX_RETRY_AFTER_S = 3_600;

function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const seconds = Number(headers['retry-after'] ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, MAX_RETRY_AFTER_S) * 1000 : undefined;
}
