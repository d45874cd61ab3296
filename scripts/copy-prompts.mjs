// Puts the prompts beside the compiled code that reads them: the compiler copies code only. Part of npm run build.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const prompts = join('activities', 'model', 'prompts');
await cp(join(root, prompts), join(root, 'dist', prompts), { recursive: true });
