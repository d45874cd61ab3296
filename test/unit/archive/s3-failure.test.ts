import { S3_FAILURES, s3Failure } from '../../../activities/archive/s3-failure';
import { FailureType } from '../../../domain/failure-type';

const answer = (status: number | undefined, name: string, headers: Record<string, string> = {}) =>
  Object.assign(new Error('planted-message'), { name, $metadata: { httpStatusCode: status }, $response: { headers } });

describe('a failure of the store', () => {
  it.each([
    ['a refused connection', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['a dropped socket', answer(undefined, 'TimeoutError')],
    ['something that is no error', 'text'],
    ['nothing', undefined],
  ])('without an answer (%s) may have done the write', (_what, error) => {
    expect(s3Failure(error, 'PutObject k')).toMatchObject({ type: FailureType.Unavailable, nonRetryable: false });
  });

  it('without a credential names the permissions page', () => {
    expect(s3Failure(answer(undefined, 'CredentialsProviderError'), 'PutObject k')).toMatchObject({
      type: FailureType.AuthRejected,
      message: expect.stringContaining('README.md#permissions') as string,
    });
  });

  it('says what was tried, never what the store wrote', () => {
    const { message } = s3Failure(answer(500, 'InternalError'), 'PutObject audit/k.json');
    expect(message).toContain('PutObject audit/k.json: HTTP 500 InternalError');
    expect(message).not.toContain('planted-message');
  });

  it('does not repeat a name that is no name', () => {
    expect(s3Failure(answer(400, 'x'.repeat(65)), 'op').message).not.toContain('xxx');
    expect(s3Failure(answer(400, '<script>'), 'op').message).not.toContain('script');
  });

  it.each([
    ['7', 7_000],
    ['999999', 3_600_000],
  ])('waits %s seconds when asked to, an hour at most', (retryAfter, delay) => {
    const limited = s3Failure(answer(503, 'SlowDown', { 'retry-after': retryAfter }), 'op');
    expect(limited).toMatchObject({ type: FailureType.RateLimited, nextRetryDelay: delay });
  });

  it('that is one of ours already stays what it is', () => {
    const ours = s3Failure(answer(403, 'AccessDenied'), 'op');
    expect(s3Failure(ours, 'another')).toBe(ours);
  });

  it.each(S3_FAILURES)('has a remedy: $type $what', ({ remedy }) => expect(remedy.length).toBeGreaterThan(15));
});
