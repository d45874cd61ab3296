// Bundles the compiled workflows, so that a worker starts without bundling and in half the memory. Part of npm run build.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const dist = join(import.meta.dirname, '..', 'dist');
const failureConverterPath = createRequire(import.meta.url).resolve(join(dist, 'config', 'failure-converter.js'));

// A bundle has its failure converter built in: one that encrypts messages is for workers that have a key.
const bundles = { 'workflows.bundle.js': {}, 'workflows.encrypting.bundle.js': { failureConverterPath } };
for (const [name, options] of Object.entries(bundles)) {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(dist, 'workflows', 'index.js'),
    logger: new DefaultLogger('WARN'),
    ...options,
  });
  await writeFile(join(dist, name), code);
}
