import type { InsightList } from '../cloudflare/insights/insight-list';
import type { CloudflareState } from '../cloudflare/state';
import type { Json } from '../json';
import { CORP_NEWCOMERS } from './corp-insights';
import { CORP_INSIGHT, LABS_INSIGHT } from './ids';
import { scanTime, stamped } from './insight-inventory';
import { LABS_NEWCOMER } from './labs-insights';
import { ZONE } from './places';
import { CORP, LABS } from './setting';

/** Something that is different from one scan to the next. */
type Change = (list: InsightList, stamp: (insight: Json) => Json) => void;

const comes =
  (insight: Json): Change =>
  (list, stamp) =>
    list.add(stamp(insight), 'last');
const becomes =
  (id: string, patch: Json): Change =>
  (list) =>
    list.change(id, (insight) => ({ ...insight, ...patch }));
const vanishes =
  (id: string): Change =>
  (list) =>
    list.remove(id);
const returns =
  (id: string, patch: Json = {}): Change =>
  (list) => {
    if (list.putBack(id)) list.change(id, (insight) => ({ ...insight, ...patch }));
  };
const turnsItsMembersRound =
  (id: string): Change =>
  (list) =>
    list.change(id, (insight) => Object.fromEntries(Object.entries(insight).reverse()));

const corp = (nn: string): string => `${CORP_INSIGHT}${nn}`;
const labs = (nn: string): string => `${LABS_INSIGHT}${nn}`;

interface Step {
  readonly [CORP]: readonly Change[];
  readonly [LABS]: readonly Change[];
}

/** What is different after each scan; what should become of it is in `insight-expectations.ts`. */
const STEPS: readonly Step[] = [
  {
    [CORP]: [
      comes(CORP_NEWCOMERS.exposedServer),
      comes(CORP_NEWCOMERS.missingSpf),
      comes(CORP_NEWCOMERS.unheardOf),
      comes(CORP_NEWCOMERS.hostile),
      becomes(corp('02'), { severity: 'Critical' }),
      becomes(corp('03'), { payload: { zone_tag: ZONE.corp.id, host: 'shop.example.com' } }),
      becomes(corp('04'), { user_classification: 'accept_risk' }),
      becomes(corp('05'), { has_extended_context: true }),
      becomes(corp('06'), { dismissed: true }),
      becomes(corp('07'), { dismissed: true }),
      becomes(corp('08'), { dismissed: false }),
      vanishes(corp('09')),
      vanishes(corp('10')),
      vanishes(corp('11')),
      vanishes(corp('12')),
      vanishes(corp('13')),
      becomes(corp('14'), { status: 'resolved' }),
      vanishes(corp('15')),
    ],
    [LABS]: [comes(LABS_NEWCOMER), vanishes(labs('62')), becomes(labs('63'), { severity: 'High' })],
  },
  {
    [CORP]: [
      comes(CORP_NEWCOMERS.danglingName),
      becomes(corp('02'), { severity: 'High' }),
      becomes(corp('06'), { dismissed: false }),
      becomes(corp('07'), { payload: { last_login: 'never' } }),
      returns(corp('09')),
      returns(corp('10'), { dismissed: true }),
      becomes(corp('16'), { dismissed: true, user_classification: 'false_positive' }),
      vanishes(corp('17')),
      turnsItsMembersRound(corp('18')),
      vanishes(corp('31')),
    ],
    [LABS]: [returns(labs('62')), becomes(labs('64'), { dismissed: true })],
  },
  {
    [CORP]: [
      becomes(corp('04'), { user_classification: null }),
      vanishes(corp('06')),
      vanishes(corp('07')),
      vanishes(corp('09')),
      returns(corp('13'), { payload: { zone_tag: ZONE.corp.id, host: 'beta.example.com', port: 8_080 } }),
      vanishes(corp('14')),
      returns(corp('31')),
    ],
    [LABS]: [],
  },
];

/** Lets the scans happen that lie between two steps of the story; those after its end find nothing different. */
export function advanceInsights(cloudflare: CloudflareState, baseTime: number, from: number, to: number): void {
  for (let step = from + 1; step <= to; step += 1) {
    for (const accountId of [CORP, LABS] as const) {
      const { list } = cloudflare.insights.of(accountId);
      for (const change of STEPS[step - 1]?.[accountId] ?? []) change(list, (one) => stamped(one, baseTime, step));
      list.stamp(new Date(scanTime(baseTime, step)).toISOString());
    }
  }
}
