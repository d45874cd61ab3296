import { circumstancesLine, type Circumstances } from '../circumstances';
import { fine, table, whole } from '../markdown';
import type { Floor } from './floors';
import type { Load } from './measure-load';

/** Everything that one start of the benchmark measured. */
export interface Figures {
  readonly sizes: readonly SizeFigures[];
  /** Reading alone under Cloudflare's limit; null when it was left out. */
  readonly paced: Load | null;
  readonly quietRunEvents: number;
}

/** What was measured on an audit log of one size, the limiter off. */
export interface SizeFigures {
  readonly events: number;
  /** Read, archived and judged. */
  readonly whole: Load;
  /** The same log without credential events. */
  readonly reading: Load;
  readonly readFloor: Floor;
  readonly writeFloor: Floor;
}

interface Row {
  readonly title: string;
  readonly of: (figures: SizeFigures) => string;
}

const READING = 'readAuditLog';
const ARCHIVING = 'archiveEvents';
const JUDGING = 'assessCredentials';

/** One row per figure, one column per size. */
const ROWS: readonly Row[] = [
  { title: 'reading alone, events/s', of: ({ reading }) => whole(perSecond(reading.events, reading.wallMs)) },
  {
    title: '... of what `fetch` and `JSON.parse` alone reach',
    of: ({ reading, readFloor }) => ratio(perSecond(reading.events, reading.wallMs), rateOf(readFloor)),
  },
  {
    title: '... CPU ms per 1,000 events, worker (bare loop)',
    of: ({ reading, readFloor }) =>
      `${fine(cpuPerThousand(reading))} (${fine((readFloor.cpuMs * 1_000) / readFloor.count)})`,
  },
  { title: 'archiving, objects/s', of: (size) => whole(archivingRate(size)) },
  {
    title: '... of what `PutObject` alone reaches',
    of: (size) => ratio(archivingRate(size), rateOf(size.writeFloor)),
  },
  {
    title: 'judging, credentials/s',
    of: ({ whole: load }) => whole(perSecond(load.objects, busyMs(load, JUDGING))),
  },
  { title: 'whole job, events/s', of: ({ whole: load }) => whole(perSecond(load.events, load.wallMs)) },
  { title: 'whole job, objects/s', of: ({ whole: load }) => fine(perSecond(load.objects, load.wallMs)) },
  {
    title: '... seconds: reading, archiving, judging, rest',
    of: ({ whole: load }) => secondsByPhase(load).map(fine).join(', '),
  },
  { title: '... CPU ms per 1,000 events', of: ({ whole: load }) => fine(cpuPerThousand(load)) },
  { title: 'worker memory, peak MiB', of: ({ whole: load }) => mebibytes(load.usage.peakBytes) },
  {
    title: '... median of the first third, of the last third',
    of: ({ whole: load }) => {
      const { samples } = load.usage;
      const third = Math.ceil(samples.length / 3);
      return `${mebibytes(median(samples.slice(0, third)))}, ${mebibytes(median(samples.slice(-third)))}`;
    },
  },
  { title: 'pages of the audit log requested', of: ({ whole: load }) => whole(load.auditPages) },
  { title: 'runs in the chain', of: ({ whole: load }) => whole(load.runs) },
];

/** The figures as Markdown, ready for docs/performance.md. */
export function report(figures: Circumstances & Figures): string {
  const { sizes, paced, quietRunEvents } = figures;
  return [
    '',
    circumstancesLine(figures),
    '',
    ...table([
      ['limiter off', ...sizes.map(({ events }) => `${whole(events)} events`)],
      ...ROWS.map(({ title, of }) => [title, ...sizes.map(of)]),
    ]),
    '',
    ...(paced === null ? [] : [...table([['limiter on', `${whole(paced.events)} events`], ...pacedRows(paced)]), '']),
    ...table([
      ['quiet run', ''],
      ['events in its history', whole(quietRunEvents)],
    ]),
    '',
  ].join('\n');
}

function pacedRows(load: Load): string[][] {
  return [
    ['reading alone, events/s after the first burst', whole(load.steadyRequestsPerSecond * 1_000)],
    ['seconds, first burst included', fine(load.wallMs / 1_000)],
    ['requests in the busiest five minutes, of 1,200', whole(load.busiestWindow)],
    ['requests that Cloudflare refused', whole(load.refused)],
  ];
}

function secondsByPhase(load: Load): number[] {
  const phases = [READING, ARCHIVING, JUDGING].map((phase) => busyMs(load, phase));
  const rest = load.wallMs - phases.reduce((sum, ms) => sum + ms, 0);
  return [...phases, Math.max(0, rest)].map((ms) => ms / 1_000);
}

function busyMs({ phases }: Load, activity: string): number {
  return phases.find((phase) => phase.activity === activity)?.busyMs ?? 0;
}

function archivingRate({ whole: load }: SizeFigures): number {
  return perSecond(load.objects, busyMs(load, ARCHIVING));
}

function cpuPerThousand({ usage, events }: Load): number {
  return (usage.cpuMs * 1_000) / events;
}

function rateOf({ count, wallMs }: Floor): number {
  return perSecond(count, wallMs);
}

function perSecond(count: number, ms: number): number {
  return ms === 0 ? 0 : (count * 1_000) / ms;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function ratio(part: number, of: number): string {
  return of === 0 ? '' : `${Math.round((part / of) * 100)} %`;
}

function mebibytes(bytes: number): string {
  return whole(bytes / 1_024 ** 2);
}
