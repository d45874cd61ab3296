import { Cron } from 'croner';

/** The part of a cron expression between two blanks. Names stand for numbers from `least` on. */
interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const CRON_FIELDS = [
  { name: 'minute', least: 0, most: 59, names: [] },
  { name: 'hour', least: 0, most: 23, names: [] },
  { name: 'day of the month', least: 1, most: 31, names: [] },
  { name: 'month', least: 1, most: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', least: 0, most: 7, names: 'sun mon tue wed thu fri sat'.split(' ') },
] as const satisfies readonly CronField[];

/** Firing times that are looked at: every gap between hours, days and months of a calendar shows among so many. */
const TIMES_LOOKED_AT = 500;
/** Any point in time would do; a fixed one gives the same answer every day. */
const LOOK_FROM = new Date('2026-12-31T23:59:59Z');

/**
 * Says what is wrong with a cron expression of five fields; undefined when nothing is.
 *
 * Accepted is what Temporal's schedules and crontab both understand: numbers, names of three letters, ranges, lists,
 * and steps over a range or over everything.
 */
export function wrongCron(text: string): string | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== CRON_FIELDS.length) {
    return `has ${fields.length} fields; there must be five: ${CRON_FIELDS.map(({ name }) => name).join(', ')}`;
  }
  const wrong = CRON_FIELDS.find(
    (field, index) => !(fields[index] ?? '').split(',').every((part) => isPart(part, field)),
  );
  if (wrong !== undefined) {
    return `has ${JSON.stringify(fields[CRON_FIELDS.indexOf(wrong)])} as its ${wrong.name}; valid are ${validIn(wrong)}`;
  }
  return isFinite(leastGapMs(text)) ? undefined : 'names a day that no calendar has: it would never fire';
}

/**
 * Least time between two firings of a cron expression that `wrongCron` has nothing against, in milliseconds; Infinity when
 * it never fires twice. Day of the month and day of the week must both match, as in Temporal, where crontab takes either.
 */
export function leastGapMs(cron: string): number {
  return firingTimes(cron, LOOK_FROM, TIMES_LOOKED_AT).reduce(
    (least, time, index, times) => Math.min(least, time.getTime() - (times[index - 1]?.getTime() ?? -Infinity)),
    Infinity,
  );
}

/** The first times after a point at which a cron expression fires; fewer when the calendar has no more of them. */
export function firingTimes(cron: string, after: Date, count: number): Date[] {
  return new Cron(cron, { mode: '5-part', timezone: 'UTC', domAndDow: true }).nextRuns(count, after);
}

function isPart(part: string, field: CronField): boolean {
  const [, range = '', from, to, step] = /^(\*|([0-9]+|[a-z]+)(?:-([0-9]+|[a-z]+))?)(?:\/([0-9]+))?$/i.exec(part) ?? [];
  const isRange = range === '*' || to !== undefined;
  // A step from a single number on means different things to different readers.
  if (range === '' || (step !== undefined && !(isRange && isStep(Number(step), field)))) return false;
  if (range === '*') return true;
  const [first, last] = [numberOf(from ?? '', field), numberOf(to ?? from ?? '', field)];
  return first !== undefined && last !== undefined && first <= last;
}

const isStep = (step: number, { most }: CronField): boolean => step >= 1 && step <= most;

function numberOf(text: string, { least, most, names }: CronField): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  const number = index >= 0 ? least + index : /^[0-9]+$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : undefined;
}

function validIn({ least, most, names }: CronField): string {
  const first = names[0];
  const words = first === undefined ? '' : ` or ${first.toUpperCase()} to ${(names.at(-1) ?? first).toUpperCase()}`;
  return `${least} to ${most}${words}, alone, as a range (a-b), with a step (*/n, a-b/n), joined by commas, or *`;
}
