// Downloads the Temporal CLI into a directory. The SDK only does that on the way to a running server, so one is started
// and stopped. Usage: sdk-download.mjs <directory> <version>
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [downloadDir, version] = process.argv.slice(2);
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, version: `v${version}` } },
  });
  await environment.teardown();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
