import { globSync, readFileSync } from 'node:fs';
import { COMMANDS } from '../../../cli/edgewarden';

const textOf = (page: string): string => readFileSync(page, 'utf8');

const guards = [...textOf('docs/promises.md').matchAll(/`(test\/[\w/.-]+)`/g)].map(([, file = '']) => file);

it.each([...new Set(guards)])('%s, which guards a promise, exists', (file) => {
  expect(globSync(file)).toEqual([file]);
});

it.each(COMMANDS.map(({ name }) => name))('the changelog names the command %s', (name) => {
  expect(textOf('CHANGELOG.md')).toContain(`\`${name}\``);
});
