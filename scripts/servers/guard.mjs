// Runs one command and takes it along when the process that started us is gone, however that one ended: a closed IPC
// channel needs no exit hook, so it works after SIGKILL too. Usage: guard.mjs <command> <arguments...>
import { spawn } from 'node:child_process';

const PATIENCE_MS = 5_000;
const [command, ...args] = process.argv.slice(2);

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('spawn', () => process.send?.({ pid: child.pid }));
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 127;
  process.disconnect?.();
});
child.once('exit', (code, signal) => {
  report({ code, signal });
});

process.once('disconnect', () => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
});
// Our end must not be sooner than the child's, or nobody is left to end it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

function report(end) {
  process.exitCode = end.code ?? 1;
  if (process.connected) process.send(end, () => process.disconnect());
}
