import { circumstancesLine, type Circumstances } from '../circumstances';
import { fine, table, whole } from '../markdown';
import type { Investigations } from './measure-investigations';
import type { Pair, Round, Starts } from './measure-starts';

/** Everything that one start of the benchmark measured. */
export interface Figures extends Starts {
  readonly lanes: number;
  readonly steadyRate: number;
  readonly investigations: Investigations & { readonly perSecond: number };
}

/** The figures as Markdown, ready for docs/performance.md. */
export function report(figures: Circumstances & Figures): string {
  const { pairs, lanes, steady, steadyRate, investigations } = figures;
  return [
    '',
    circumstancesLine(figures),
    '',
    ...table([[`as fast as it goes, ${lanes} at a time`, 'API', 'client alone', 'API / client'], ...rateRows(pairs)]),
    '',
    ...table([
      [`steady ${steadyRate} a second, ms`, 'API', 'client alone'],
      ...latencyRows([steady.api, steady.direct]),
    ]),
    '',
    ...table([
      [`whole investigation, one every ${fine(1 / investigations.perSecond)} s, ms`, ''],
      ...latencyRows([investigations.latencies]),
      ...phaseRows(investigations),
    ]),
    '',
  ].join('\n');
}

function rateRows(pairs: readonly Pair[]): string[][] {
  const [api, direct] = [pairs.map((pair) => rateOf(pair.api)), pairs.map((pair) => rateOf(pair.direct))];
  const ratios = pairs.map((pair) => (100 * rateOf(pair.api)) / rateOf(pair.direct));
  const range = (values: readonly number[]): string => `${whole(Math.min(...values))} to ${whole(Math.max(...values))}`;
  const cpu = (of: (pair: Pair) => Round): string =>
    fine(
      percentile(
        pairs.map(of).map(({ cpuMs, starts }) => cpuMs / starts),
        50,
      ),
    );
  return [
    [
      'accepted starts/s, median of the rounds',
      whole(percentile(api, 50)),
      whole(percentile(direct, 50)),
      `${whole(percentile(ratios, 50))} %`,
    ],
    ['... slowest and fastest round', range(api), range(direct), `${range(ratios)} %`],
    ['... CPU ms a start, calling process', cpu((pair) => pair.api), cpu((pair) => pair.direct), ''],
  ];
}

function latencyRows(columns: readonly (readonly number[])[]): string[][] {
  return [
    ['number', ...columns.map((values) => whole(values.length))],
    ['p50', ...columns.map((values) => fine(percentile(values, 50)))],
    ['p99', ...columns.map((values) => fine(percentile(values, 99)))],
    ['longest', ...columns.map((values) => fine(Math.max(...values)))],
  ];
}

/** Activities side by side overlap, and Temporal's own part lies between them: the medians do not add up to the whole. */
function phaseRows({ phases }: Investigations): string[][] {
  const names = [...new Set(phases.flat().map(({ activity }) => activity))];
  return names.map((name) => {
    const busy = phases.flat().flatMap(({ activity, busyMs }) => (activity === name ? [busyMs] : []));
    return [`... p50 of \`${name}\``, fine(percentile(busy, 50))];
  });
}

function rateOf({ starts, wallMs }: Round): number {
  return (starts * 1_000) / wallMs;
}

/** Nearest rank. */
function percentile(values: readonly number[], percent: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((values.length * percent) / 100) - 1)] ?? 0;
}
