import { INSIGHT_PROBLEMS } from '../../../activities/cloudflare/insight-problem';
import { ACCOUNT_ID, createListingRig, SECRET, type ListingRig } from './list-insights-rig';

let rig: ListingRig;
beforeEach(async () => {
  rig = await createListingRig();
});
afterEach(() => rig.close());

type ProblemId = (typeof INSIGHT_PROBLEMS)[number]['id'];
/** The failure that a row of the table makes of what was seen. */
function problem(id: ProblemId, seen: string) {
  const { type, what, remedy } = INSIGHT_PROBLEMS.find((row) => row.id === id)!;
  return { type, nonRetryable: true, message: `cloudflare: listing insights: ${what} (${seen}). ${remedy}` };
}
const fault = (path: string, status: number, code: number) =>
  rig.sandbox.control.addFault({
    provider: 'cloudflare',
    path,
    times: 'always',
    kind: { status, body: { success: false, errors: [{ code, message: 'planted' }], messages: [], result: null } },
  });
/** One request is spent, and what was asked to find the cause is no request for insights. */
const expectOneSpent = () => expect([rig.allowance.asked.length, rig.requests().length]).toEqual([1, 1]);

it('an unknown token is called invalid', async () => {
  rig.setting.token = 'never-heard-of';
  await expect(rig.list()).rejects.toMatchObject(problem('token_invalid', 'HTTP 401, code 10000'));
  expectOneSpent();
});

it('an expired token is called expired', async () => {
  rig.sandbox.control.setCaller(SECRET, { expiresOn: '2026-01-01T00:00:00Z' });
  await expect(rig.list()).rejects.toMatchObject(problem('token_expired', 'HTTP 401, code 10000'));
  expectOneSpent();
});

it('a disabled token is called disabled', async () => {
  rig.sandbox.control.setCaller(SECRET, { disabled: true });
  await expect(rig.list()).rejects.toMatchObject(problem('token_disabled', 'HTTP 401, code 10000'));
});

it('a user-owned token that has expired is found out at the endpoint of its own kind', async () => {
  rig.sandbox.control.setCaller(SECRET, { userId: 'u1', expiresOn: '2026-01-01T00:00:00Z' });
  await expect(rig.list()).rejects.toMatchObject(problem('token_expired', 'HTTP 401, code 10000'));
});

it('a malformed token is called invalid: it is no matter of the page size', async () => {
  rig.setting.token = 'not a token';
  await expect(rig.list()).rejects.toMatchObject(problem('token_invalid', 'HTTP 400, code 6003, 6111'));
  expectOneSpent();
});

it('a valid token without the permission is told which one is missing', async () => {
  rig.sandbox.control.setCaller(SECRET, { permissions: ['Account API Tokens Read'] });
  await expect(rig.list()).rejects.toMatchObject(problem('permission_missing', 'HTTP 403, code 10000'));
  expectOneSpent();
});

it('a valid token that does not reach the account is told to include it', async () => {
  rig.sandbox.control.setCaller(SECRET, { userId: 'u1', accounts: [] });
  await expect(rig.list()).rejects.toMatchObject(problem('permission_missing', 'HTTP 403, code 9109'));
});

it('an API that is refused with every permission granted is a matter of plan or token kind', async () => {
  rig.sandbox.control.setInsightApi(ACCOUNT_ID, { available: false });
  await expect(rig.list()).rejects.toMatchObject(problem('not_available', 'HTTP 403, code 10403'));
  expectOneSpent();
});

it('an API that is not found with every permission granted is the same', async () => {
  fault('/security-center/', 404, 7_003);
  await expect(rig.list()).rejects.toMatchObject(problem('not_available', 'HTTP 404, code 7003'));
});

it('an account that nobody knows is told where to find its id', async () => {
  fault('/accounts/', 404, 7_003);
  await expect(rig.list()).rejects.toMatchObject(problem('account_unknown', 'HTTP 404, code 7003'));
});

it.each(['', 'acme', `${ACCOUNT_ID}0`, '../../user'])(
  'an account id %j is required to be one, and nothing is sent',
  async (id) => {
    rig.setting.accountId = id;
    await expect(rig.list()).rejects.toMatchObject(problem('account_id_missing', 'nothing was sent'));
    expect([rig.allowance.asked.length, rig.sandbox.control.requests().length]).toEqual([0, 0]);
  },
);

it('a cause that cannot be looked for is not guessed from an outage', async () => {
  rig.sandbox.control.setCaller(SECRET, { permissions: [] });
  rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'verify|audit', times: 'always', kind: 'drop' });
  await expect(rig.list()).rejects.toMatchObject(problem('permission_missing', 'HTTP 403, code 10000'));
});

it('a token that is refused as unknown is called so when nobody else can be asked', async () => {
  rig.setting.token = 'never-heard-of';
  rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'verify|audit', times: 'always', kind: 'drop' });
  await expect(rig.list()).rejects.toMatchObject(problem('token_invalid', 'HTTP 401, code 10000'));
});

it('no message quotes what Cloudflare wrote', async () => {
  fault('/security-center/', 403, 10_000);
  await expect(rig.list()).rejects.not.toMatchObject({ message: expect.stringContaining('planted') as string });
});
