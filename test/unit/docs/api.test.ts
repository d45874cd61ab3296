import { readFileSync } from 'node:fs';
import { openApiDocument } from '../../../api/openapi';
import { PROBLEMS } from '../../../api/problem';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Schema {
  readonly properties?: object;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const { paths, components } = openApiDocument() as unknown as Document;
const page = readFileSync('docs/api.md', 'utf8');

const OPERATIONS = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
);

/** What stands below a heading, down to the next of its level. */
function section(heading: string): string {
  const [, below = ''] = page.split(`\n## ${heading}\n`);
  return below.split('\n## ')[0] ?? '';
}

/** First cells of all rows of a text. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\| `?([^`|]+?)`? +\|/gm)].map(([, cell = '']) => cell);
}

/** Properties of a schema, wherever in its component they stand. */
function membersOf(name: string): object {
  const component = components.schemas[name];
  return component?.properties ?? component?.$defs?.[name]?.properties ?? {};
}

it('the page about the API has a section for every operation and for no other', () => {
  const sections = [...page.matchAll(/^## ((?:GET|POST|PUT|PATCH|DELETE) .+)$/gm)].map(([, heading]) => heading);

  expect(sections.toSorted()).toEqual(OPERATIONS.map(({ name }) => name).toSorted());
});

it.each(OPERATIONS)('the page lists every status of $name and no other', ({ name, responses }) => {
  const statuses = firstCells(section(name)).filter((cell) => /^\d{3}$/.test(cell));

  expect(statuses).toEqual(Object.keys(responses).toSorted());
});

it.each(OPERATIONS.filter(({ parameters = [] }) => parameters.some((one) => one.in === 'header')))(
  'the page explains every header that $name reads',
  ({ name, parameters = [] }) => {
    expect(firstCells(section(name))).toEqual(
      expect.arrayContaining(parameters.filter((one) => one.in === 'header').map((header) => header.name)),
    );
  },
);

it.each([
  ['Anomaly', 'POST /webhooks/anomalies/{sender}'],
  ['PublishedInvestigation', 'POST /webhooks/anomalies/{sender}'],
  ['Investigation', 'GET /investigations/{id}'],
  ['Problem', 'Problems'],
] as const)('the page explains every member of %s', (schema, heading) => {
  const members = Object.keys(membersOf(schema));

  expect(members).not.toHaveLength(0);
  expect(firstCells(section(heading))).toEqual(expect.arrayContaining(members));
});

it('the page lists every problem with its status', () => {
  const rows = [...section('Problems').matchAll(/^\| `(\w+)` +\| (\d{3}) +\|$/gm)];

  expect(Object.fromEntries(rows.map(([, code = '', status]) => [code, Number(status)]))).toEqual(
    Object.fromEntries(Object.entries(PROBLEMS).map(([code, { status }]) => [code, status])),
  );
});
