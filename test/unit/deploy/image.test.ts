import { readFileSync } from 'node:fs';

const build = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { build: string } }).scripts.build;
const allowed = new Set(
  readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1)),
);

it.each(build.match(/scripts\/\S+/g)!)('the image is built with %s, which its build runs', (script) => {
  expect(allowed).toContain(script);
});

const { include } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')) as { include: string[] };

it.each(include.map((pattern) => pattern.split('/')[0]!))('the image is built with the folder %s', (folder) => {
  expect(allowed).toContain(folder);
});
