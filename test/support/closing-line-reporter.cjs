const { writeFileSync, writeSync } = require('node:fs');

/**
 * Ends a run with `N passed, N failed`, plus `, N skipped` when there were any: true counts of tests, where a file that
 * did not run counts as one failure. Fails a run in which nothing ran, and in CI one that skipped something.
 */
class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    if (passed + failed === 0) this.error = new Error('No test ran.');
    if (skipped > 0 && process.env.CI === 'true') this.error = new Error('Tests were skipped.');

    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
    const file = process.env.EDGEWARDEN_CLOSING_LINE_FILE;
    if (file) writeFileSync(file, line);
    // Jest still has things to say after the reporters, so the last word waits for the exit.
    else process.once('exit', () => writeSync(1, line));
  }

  getLastError() {
    return this.error;
  }
}

module.exports = ClosingLineReporter;
