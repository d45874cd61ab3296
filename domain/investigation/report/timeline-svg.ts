import { ACTION_WORDS } from '../action-kind';
import type { TimelineEvent } from '../timeline';
import { eventRef, SOURCE_NAMES } from '../timeline';
import { plainText } from './adf';
import type { Tone } from './event-signs';
import { byWhom, hasFailed, isOfOthers } from './event-words';
import type { ReportContext } from './report-context';
import { counted } from './report-context';
import { reportTitle } from './report-title';
import { harmless } from './stranger-text';
import { lanesOf } from './svg-lanes';
import type { Lane } from './svg-lanes';
import { utcSeconds } from './utc-words';

const WIDTH = 1_200;
const LEFT = 250;
const RIGHT = 30;
const PLOT = WIDTH - LEFT - RIGHT;
const LANE_HEIGHT = 30;
const HEAD_HEIGHT = 64;
const STRIP_HEAD = 34;
const STRIP_FOOT = 34;
const LEGEND_HEIGHT = 44;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MAX_TICKS = 9;
const TICK_STEPS_MS = [1, 2, 5, 10, 15, 30]
  .map((m) => m * MINUTE_MS)
  .concat([1, 2, 3, 6, 12, 24].map((h) => h * HOUR_MS));

/** The part around what matters is drawn a second time, larger, when it is a small part of the whole. */
const CLOSE_UP_SHARE = 0.25;
const CLOSE_UP_MIN_MS = 30 * MINUTE_MS;
const LABEL_ROOM = 30;
const MAX_NAMED = 6;

const COLORS: Readonly<Record<Tone, string>> = {
  attack: '#de350b',
  open: '#6554c0',
  mistake: '#ff991f',
  routine: '#36b37e',
  none: '#97a0af',
};
const ANOMALY_COLOR = '#0052cc';
/** The gravest last: what is drawn later lies on top. */
const TONES: readonly Tone[] = ['none', 'routine', 'mistake', 'open', 'attack'];
const LEGEND: readonly { readonly tone: Tone; readonly meaning: string; readonly ofOthers?: true }[] = [
  { tone: 'attack', meaning: 'sign of an attack' },
  { tone: 'open', meaning: 'accounted for by nothing' },
  { tone: 'mistake', meaning: 'mistake' },
  { tone: 'routine', meaning: 'routine' },
  { tone: 'none', meaning: 'no sign of anything' },
  { tone: 'none', meaning: 'a ring: somebody else’s, at the same address', ofOthers: true },
];

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Placed {
  readonly event: TimelineEvent;
  readonly atMs: number;
  readonly tone: Tone;
  readonly label: string;
  /** Drawn as a ring: only the address is the actor's. */
  readonly ofOthers: boolean;
}

/**
 * The whole timeline as a picture: a line for each address, a dot for each event, a ring for what others did at it, the part that matters once more, larger.
 * Scripts, styles and addresses of others have no place in it; text is escaped.
 */
export function timelineSvg(context: ReportContext): string {
  const { facts, labels, signs } = context;
  const { window, anomaly, timeline, investigation } = facts;
  const placed = timeline.flatMap((event): readonly Placed[] => {
    const atMs = event.time === null ? Number.NaN : Date.parse(event.time);
    if (Number.isNaN(atMs)) return [];
    const ref = eventRef(event);
    return [{ event, atMs, tone: signs.toneOf(ref), label: labels.get(ref) ?? '', ofOthers: isOfOthers(event) }];
  });
  const anomalyMs = Date.parse(anomaly.timestamp);
  const whole = spanOf([Date.parse(window.from), Date.parse(window.to), anomalyMs, ...placed.map(({ atMs }) => atMs)]);
  const closeUp = closeUpOf(placed, anomalyMs, whole);

  const strips = [strip({ title: 'The whole span', span: whole, placed, anomalyMs, named: false, top: HEAD_HEIGHT })];
  if (closeUp !== undefined) {
    const inside = placed.filter(({ atMs }) => atMs >= closeUp.fromMs && atMs <= closeUp.toMs);
    const top = HEAD_HEIGHT + (strips[0]?.height ?? 0);
    strips.push(
      strip({ title: 'What is in question, larger', span: closeUp, placed: inside, anomalyMs, named: true, top }),
    );
  }
  const bottom = HEAD_HEIGHT + strips.reduce((sum, { height }) => sum + height, 0);
  const height = bottom + LEGEND_HEIGHT;
  const untimed = timeline.length - placed.length;
  const extent = `${counted(timeline.length, 'event')}${untimed === 0 ? '' : `, ${untimed} of them without a time and not drawn`}, times in UTC`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" font-size="12" fill="#172b4d">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    words(24, 28, reportTitle(investigation, anomaly.action), { size: 18, weight: 600 }),
    words(24, 48, extent, { fill: '#5e6c84' }),
    ...strips.map(({ svg }) => svg),
    legend(bottom + 16),
    '</svg>',
    '',
  ].join('\n');
}

/** What is in question and the anomaly with a margin; undefined when it is most of the whole anyway. */
function closeUpOf(placed: readonly Placed[], anomalyMs: number, whole: Span): Span | undefined {
  const telling = placed.filter(({ tone }) => tone === 'attack' || tone === 'open' || tone === 'mistake');
  if (telling.length === 0) return undefined;
  const { fromMs, toMs } = spanOf([anomalyMs, ...telling.map(({ atMs }) => atMs)]);
  const marginMs = Math.max((toMs - fromMs) * 0.06, (CLOSE_UP_MIN_MS - (toMs - fromMs)) / 2);
  const span = { fromMs: fromMs - marginMs, toMs: toMs + marginMs };
  return span.toMs - span.fromMs <= (whole.toMs - whole.fromMs) * CLOSE_UP_SHARE ? span : undefined;
}

/** Never empty: a span of nothing cannot be drawn. */
function spanOf(times: readonly number[]): Span {
  const readable = times.filter((time) => !Number.isNaN(time));
  const fromMs = readable.reduce((least, time) => Math.min(least, time), readable[0] ?? 0);
  const toMs = readable.reduce((most, time) => Math.max(most, time), readable[0] ?? 0);
  return { fromMs, toMs: Math.max(toMs, fromMs + MINUTE_MS) };
}

interface StripOptions {
  readonly title: string;
  readonly span: Span;
  readonly placed: readonly Placed[];
  readonly anomalyMs: number;
  /** Whether dots bear their labels. */
  readonly named: boolean;
  readonly top: number;
}

function strip({ title, span, placed, anomalyMs, named, top }: StripOptions): {
  readonly svg: string;
  readonly height: number;
} {
  const lanes = lanesOf(placed);
  const first = top + STRIP_HEAD;
  const foot = first + lanes.length * LANE_HEIGHT;
  const x = (atMs: number): number => round(LEFT + ((atMs - span.fromMs) / (span.toMs - span.fromMs)) * PLOT);
  const parts = [
    words(24, top + 18, title, { weight: 600 }),
    ...ticks(span).flatMap((atMs) => [
      `<line x1="${x(atMs)}" y1="${first - 6}" x2="${x(atMs)}" y2="${foot}" stroke="#ebecf0"/>`,
      words(x(atMs), foot + 16, clock(atMs), { anchor: 'middle', fill: '#5e6c84', size: 11 }),
    ]),
    ...anomalyLine(x(anomalyMs), first, foot),
    ...lanes.flatMap((lane, index) => {
      const y = first + index * LANE_HEIGHT + LANE_HEIGHT / 2;
      return [
        `<line x1="${LEFT}" y1="${y}" x2="${WIDTH - RIGHT}" y2="${y}" stroke="#dfe1e6"/>`,
        words(24, y + 4, lane.source === null ? 'elsewhere' : SOURCE_NAMES[lane.source], { fill: '#5e6c84' }),
        words(108, y + 4, harmless(lane.name, 22), { mono: true }),
        ...dots({ lane, x, y, named, anomalyX: x(anomalyMs) }),
      ];
    }),
  ];
  return { svg: parts.join('\n'), height: STRIP_HEAD + lanes.length * LANE_HEIGHT + STRIP_FOOT };
}

function anomalyLine(at: number, first: number, foot: number): readonly string[] {
  if (Number.isNaN(at)) return [];
  const anchor = at > WIDTH - 120 ? 'end' : at < LEFT + 60 ? 'start' : 'middle';
  return [
    `<line x1="${at}" y1="${first - 10}" x2="${at}" y2="${foot}" stroke="${ANOMALY_COLOR}" stroke-width="1.5" stroke-dasharray="4 3"/>`,
    words(at, first - 14, 'reported anomaly', { anchor, fill: ANOMALY_COLOR, size: 11, weight: 600 }),
  ];
}

interface DotsOptions {
  readonly lane: Lane<Placed>;
  readonly x: (atMs: number) => number;
  readonly y: number;
  /** Whether dots bear their labels. */
  readonly named: boolean;
  /** Where the anomaly's line stands; labels keep beside it. */
  readonly anomalyX: number;
}

/** One dot for all events of one tone that fall on one spot: a flood of events stays a small file. */
function dots({ lane, x, y, named, anomalyX }: DotsOptions): readonly string[] {
  const spots = new Map<string, Placed[]>();
  for (const one of lane.events) {
    const key = `${TONES.indexOf(one.tone)} ${Math.round(x(one.atMs))} ${one.ofOthers}`;
    const spot = spots.get(key);
    if (spot === undefined) spots.set(key, [one]);
    else spot.push(one);
  }
  const inOrder = [...spots.values()].sort((a, b) => toneRank(a) - toneRank(b));
  let lastNamed = Number.NEGATIVE_INFINITY;
  const circles = inOrder.flatMap(([one, ...others]) => {
    if (one === undefined) return [];
    const radius = round(Math.min(9, 4 + Math.log2(1 + others.length)));
    return [
      `<circle cx="${x(one.atMs)}" cy="${y}" r="${radius}" ${paint(one)}><title>${escaped(tip([one, ...others]))}</title></circle>`,
    ];
  });
  const labels = named
    ? [...spots.values()]
        .filter(
          ([one]) => one !== undefined && (one.tone === 'attack' || one.tone === 'open' || one.tone === 'mistake'),
        )
        .sort((a, b) => (a[0]?.atMs ?? 0) - (b[0]?.atMs ?? 0))
        .flatMap(([one, ...others]) => {
          if (one === undefined || x(one.atMs) - lastNamed < LABEL_ROOM) return [];
          lastNamed = x(one.atMs);
          const label = others.length === 0 ? one.label : `${one.label}+${others.length}`;
          const isOnLine = Math.abs(x(one.atMs) - anomalyX) < LABEL_ROOM / 2;
          const place = isOnLine ? ([anomalyX + 4, 'start'] as const) : ([x(one.atMs), 'middle'] as const);
          return [words(place[0], y - 8, label, { anchor: place[1], size: 10, fill: '#42526e', halo: true })];
        })
    : [];
  return [...circles, ...labels];
}

function paint({ tone, ofOthers }: Pick<Placed, 'tone' | 'ofOthers'>): string {
  return ofOthers
    ? `fill="#ffffff" stroke="${COLORS[tone]}" stroke-width="2"`
    : `fill="${COLORS[tone]}" stroke="#ffffff"`;
}

function toneRank([one]: readonly Placed[]): number {
  return one === undefined ? 0 : TONES.indexOf(one.tone);
}

function tip(spot: readonly Placed[]): string {
  const named = spot.slice(0, MAX_NAMED).map(({ event, label }) => {
    const name = harmless(event.text.targetName || event.target, 60);
    const act = `${label} ${utcSeconds(event.time ?? '') ?? ''} ${ACTION_WORDS[event.kind]}${hasFailed(event) ? ' (failed)' : ''}`;
    return [`${act}${name === '' ? '' : `: ${name}`}`, ...byWhom(event).map(plainText)].join(', ');
  });
  const more = spot.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function ticks({ fromMs, toMs }: Span): readonly number[] {
  const longest = 24 * HOUR_MS;
  const step =
    TICK_STEPS_MS.find((ms) => (toMs - fromMs) / ms <= MAX_TICKS) ??
    Math.ceil((toMs - fromMs) / MAX_TICKS / longest) * longest;
  const times: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) times.push(at);
  return times;
}

/** `11-22 06:00` */
function clock(atMs: number): string {
  return new Date(atMs).toISOString().slice(5, 16).replace('T', ' ');
}

function legend(y: number): string {
  let x = 24;
  return LEGEND.map(({ tone, meaning, ofOthers = false }) => {
    const at = x;
    x += 44 + meaning.length * 6;
    return `<circle cx="${round(at + 5)}" cy="${y}" r="5" ${paint({ tone, ofOthers })}/>\n${words(round(at + 16), y + 4, meaning, {})}`;
  }).join('\n');
}

interface TextLook {
  readonly size?: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly mono?: boolean;
  /** White around the letters, for words that lie on lines. */
  readonly halo?: boolean;
}

function words(x: number, y: number, content: string, { size, weight, fill, anchor, mono, halo }: TextLook): string {
  const attributes = [
    ...(size === undefined ? [] : [` font-size="${size}"`]),
    ...(weight === undefined ? [] : [` font-weight="${weight}"`]),
    ...(fill === undefined ? [] : [` fill="${fill}"`]),
    ...(anchor === undefined ? [] : [` text-anchor="${anchor}"`]),
    ...(mono === true ? [' font-family="ui-monospace, Menlo, Consolas, monospace"'] : []),
    ...(halo === true ? [' stroke="#ffffff" stroke-width="3" paint-order="stroke"'] : []),
  ].join('');
  return `<text x="${x}" y="${y}"${attributes}>${escaped(content)}</text>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(content: string): string {
  return content.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
