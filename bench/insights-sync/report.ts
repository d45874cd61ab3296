import { circumstancesLine, type Circumstances } from '../circumstances';
import { table } from '../markdown';
import type { Measured } from './in-a-process';

/** Everything that one start of the benchmark measured. */
export interface Figures {
  readonly sizes: readonly SizeFigures[];
}

export interface SizeFigures {
  readonly insights: number;
  /** Of the first listing, as received. */
  readonly jsonBytes: number;
  /** Requested, scrubbed and staged, from a simulated Cloudflare. */
  readonly listing: Measured;
  readonly baseline: Measured;
  readonly second: Measured;
  /** What the second sync has to read, decompressed and parsed with nothing around it. */
  readonly floor: Measured;
}

interface Row {
  readonly title: string;
  readonly of: (figures: SizeFigures) => string;
}

const ROWS: readonly Row[] = [
  { title: 'JSON of the listing, MiB', of: ({ jsonBytes }) => mebibytes(jsonBytes) },
  { title: 'listing: requested, scrubbed and staged, s', of: ({ listing }) => seconds(listing.wallMs) },
  { title: '... memory, peak MiB (before the work)', of: ({ listing }) => memory(listing) },
  { title: 'baseline: compared and written, s', of: ({ baseline }) => seconds(baseline.wallMs) },
  { title: '... CPU s', of: ({ baseline }) => seconds(baseline.usage.cpuMs) },
  { title: '... memory, peak MiB (before the work)', of: ({ baseline }) => memory(baseline) },
  { title: '... records, inventory, commit', of: ({ baseline }) => sizes(baseline) },
  { title: '2 % changed: compared and written, s', of: ({ second }) => seconds(second.wallMs) },
  { title: '... CPU s', of: ({ second }) => seconds(second.usage.cpuMs) },
  { title: '... memory, peak MiB (before the work)', of: ({ second }) => memory(second) },
  { title: '... lifecycle records', of: ({ second }) => second.count.toLocaleString('en-US') },
  { title: '... records, inventory, commit', of: ({ second }) => sizes(second) },
  { title: '... CPU s of decompressing and `JSON.parse` alone', of: ({ floor }) => seconds(floor.usage.cpuMs) },
  { title: '... times that', of: ({ second, floor }) => (second.usage.cpuMs / floor.usage.cpuMs).toFixed(1) },
];

/** The figures as Markdown, ready for docs/performance.md. */
export function report(figures: Circumstances & Figures): string {
  const { sizes } = figures;
  const head = ['', ...sizes.map(({ insights }) => `${insights.toLocaleString('en-US')} insights`)];
  const rows = ROWS.map(({ title, of }) => [title, ...sizes.map(of)]);
  return ['', circumstancesLine(figures), '', ...table([head, ...rows]), ''].join('\n');
}

function memory({ usage, idleBytes }: Measured): string {
  return `${mebibytes(usage.peakBytes)} (${mebibytes(idleBytes)})`;
}

function sizes({ objects: { records, inventory, commit } }: Measured): string {
  return [records, inventory, commit].map((object) => size(object?.bytes ?? 0)).join(', ');
}

function size(bytes: number): string {
  return bytes < 100 * 1_024 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_024 ** 2).toFixed(1)} MiB`;
}

function mebibytes(bytes: number): string {
  return (bytes / 1_024 ** 2).toFixed(bytes < 10 * 1_024 ** 2 ? 1 : 0);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}
