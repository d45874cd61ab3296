import { S3Client } from '@aws-sdk/client-s3';
import type { LockMode } from '../../domain/retention';

/** Where the archive lies and how its objects are kept. Secrets are values here: the worker resolved them. */
export interface ArchiveSettings {
  /** Base URL of the store; absent for AWS. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** Folder inside the bucket, without slashes at its ends; empty for none. */
  readonly prefix: string;
  readonly retention: { readonly mode: LockMode; readonly days: number };
  /** False lets the worker start on a store that cannot keep the archive's promises, with a warning for each. */
  readonly requireImmutability: boolean;
  /** Absent together with the secret key: the SDK's own chain (instance role, web identity, profile) decides. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
}

const CONNECTION_TIMEOUT_MS = 3_000;
/** Until the answer's head; the body has the deadline of `withDeadline`. */
const REQUEST_TIMEOUT_MS = 20_000;

/**
 * The SDK's client with retries off: it would repeat a write whose answer was lost and then report 412 against our own
 * object. Temporal repeats the activity instead.
 */
export function createS3Client(settings: ArchiveSettings): S3Client {
  const { endpoint, accessKeyId, secretAccessKey, sessionToken } = settings;
  const client = new S3Client({
    region: settings.region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true, // without it a breach only logs a warning
    },
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      closeAfterRefusal(result.response);
      return result;
    },
    { name: 'closeAfterRefusal', step: 'deserialize', priority: 'low' },
  );
  return client;
}

/**
 * Ends the connection on which a request was refused. A store may refuse a write before it has read the body (412), and
 * take the rest of it for the next request on that connection: seen with VersityGW, from 8 KiB on.
 */
function closeAfterRefusal(response: unknown): void {
  const { statusCode, body } = response as {
    readonly statusCode?: number;
    readonly body?: { readonly req?: { shouldKeepAlive: boolean } };
  };
  if (statusCode !== undefined && statusCode >= 400 && body?.req !== undefined) body.req.shouldKeepAlive = false;
}
