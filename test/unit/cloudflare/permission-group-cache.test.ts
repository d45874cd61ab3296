import type { CloudflareAccount } from '../../../activities/cloudflare/account';
import type { CloudflareClient } from '../../../activities/cloudflare/client';
import { createPermissionGroupCache } from '../../../activities/cloudflare/permission-group-cache';

const SIGNAL = new AbortController().signal;
const DAY_MS = 86_400_000;

type Answer = Awaited<ReturnType<CloudflareClient['permissionGroups']>>;
const FOUND: Answer = { state: 'found', value: new Map([['g1', 'DNS Read']]) };
const DENIED: Answer = { state: 'denied', permission: 'Account API Tokens: Read' };

function accountThat(id: string, ...answers: (Answer | Error)[]) {
  let asked = 0;
  const permissionGroups = (): Promise<Answer> => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer!);
  };
  const account = { id, client: { permissionGroups } } as unknown as CloudflareAccount;
  return { account, asked: () => asked };
}

it('reads the groups of an account once a day', async () => {
  let now = 0;
  const cache = createPermissionGroupCache(() => now);
  const { account, asked } = accountThat('a', FOUND);
  await cache.groupsOf(account, SIGNAL);
  now = DAY_MS - 1;
  expect((await cache.groupsOf(account, SIGNAL)).groups.get('g1')).toBe('DNS Read');
  expect(asked()).toBe(1);
  now = DAY_MS;
  await cache.groupsOf(account, SIGNAL);
  expect(asked()).toBe(2);
});

it('keeps accounts apart', async () => {
  const cache = createPermissionGroupCache(() => 0);
  await cache.groupsOf(accountThat('a', FOUND).account, SIGNAL);
  const { account, asked } = accountThat('b', { state: 'found', value: new Map() });
  expect((await cache.groupsOf(account, SIGNAL)).groups.size).toBe(0);
  expect(asked()).toBe(1);
});

it('has no groups without the permission, names it, and asks again', async () => {
  const cache = createPermissionGroupCache(() => 0);
  const { account } = accountThat('a', DENIED, FOUND);
  expect(await cache.groupsOf(account, SIGNAL)).toEqual({
    groups: new Map(),
    missingPermission: 'Account API Tokens: Read',
  });
  expect((await cache.groupsOf(account, SIGNAL)).missingPermission).toBeUndefined();
});

it('remembers no failure', async () => {
  const cache = createPermissionGroupCache(() => 0);
  const { account } = accountThat('a', new Error('down'), FOUND);
  await expect(cache.groupsOf(account, SIGNAL)).rejects.toThrow('down');
  expect((await cache.groupsOf(account, SIGNAL)).groups.size).toBe(1);
});
