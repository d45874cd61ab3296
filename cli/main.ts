#!/usr/bin/env node
import { edgewarden } from './edgewarden';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));

const io = { print: console.log, env: process.env, now: () => new Date(), signal: interrupted.signal };

void edgewarden(process.argv.slice(2), io, console.error).then((code) => {
  process.exitCode = code;
});
