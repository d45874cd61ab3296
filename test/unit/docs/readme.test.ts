import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { standardWebhooks } from '../../../api/verify/standard-webhooks';
import { DEMO_SENDER } from '../../../scripts/demo/stage';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgewarden-readme-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the README's commands give to curl, when a reader pastes them. */
function pastedCurl(): string[] {
  const block = /### Post an anomaly by hand[\s\S]*?```sh\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))![1]!;
  writeFileSync(path.join(folder, 'curl'), '#!/bin/sh\nfor given in "$@"; do printf "%s\\n" "$given"; done\n');
  chmodSync(path.join(folder, 'curl'), 0o755);
  const { stdout } = spawnSync('sh', ['-c', block], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
  });
  return stdout.trimEnd().split('\n');
}

it('the anomaly that the README posts by hand is one that the sender of the demo has signed', () => {
  const given = pastedCurl();
  const after = (flag: string): string[] => given.flatMap((word, at) => (given[at - 1] === flag ? [word] : []));
  const headers = Object.fromEntries(
    after('-H').map((line) => {
      const [name, ...value] = line.split(': ');
      return [name!, [value.join(': ')]];
    }),
  );
  const [body] = after('-d');

  expect(given.find((word) => word.startsWith('http'))).toMatch(
    new RegExp(`/webhooks/anomalies/${DEMO_SENDER.name}$`, 'u'),
  );
  const verified = standardWebhooks([DEMO_SENDER.secret])(headers, Buffer.from(body!), Date.now());
  expect(verified).toBe(headers['webhook-id']![0]);
  expect(JSON.parse(body!)).toMatchObject({ actor: 'dana@example.com', action: 'token_create' });
});
