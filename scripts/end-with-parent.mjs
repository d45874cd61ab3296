// Preloaded by bootstrap.mjs, which holds the other end of descriptor 3: when it closes, our parent is gone.
import { Socket } from 'node:net';

const parent = new Socket({ fd: 3 });
parent.once('close', () => process.kill(process.pid, 'SIGTERM'));
parent.resume();
parent.unref();
