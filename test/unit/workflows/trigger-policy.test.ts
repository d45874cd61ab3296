import { globSync, readFileSync } from 'node:fs';

/** Without a policy a trigger allows runs side by side: such a run neither sees the watermark nor leaves one. */
it('every trigger of a schedule names its overlap policy', () => {
  const triggers = globSync('{api,cli,config,worker,scripts,bench,test}/**/*.ts')
    .filter((file) => !file.endsWith('trigger-policy.test.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\.trigger\(([^)]*)\)/g)].map(([, policy]) => [file, policy]),
    );
  expect(triggers.length).toBeGreaterThan(2);
  for (const [file, policy] of triggers) expect([file, policy]).toEqual([file, 'ScheduleOverlapPolicy.SKIP']);
});
