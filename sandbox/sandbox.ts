import { Cloudflare } from './cloudflare/cloudflare';
import { RateLimiter, type RateLimitOptions } from './cloudflare/rate-limiter';
import { VolumeInsights, type InsightVolumeOptions } from './cloudflare/insights/volume-insights';
import { CloudflareState } from './cloudflare/state';
import { Confluence } from './confluence/confluence';
import { ConfluenceControl } from './confluence/control';
import { wikiPage } from './confluence/site';
import { ConfluenceStore } from './confluence/store';
import { ConfluenceViews } from './confluence/views';
import { Datadog } from './datadog/datadog';
import { DatadogControl } from './datadog/control';
import { DatadogState } from './datadog/state';
import { VolumeLog, type VolumeOptions } from './cloudflare/volume';
import { Control } from './control';
import { controlDoor } from './control-door';
import { Faults } from './http/faults';
import { RequestLog } from './http/request-log';
import { listen } from './http/server';
import { Linear } from './linear/linear';
import { Mutations } from './linear/mutations';
import { linearPage } from './linear/pages';
import { LinearStore } from './linear/store';
import { Views } from './linear/views';
import { loadState, saveState } from './state-file';
import { GROUP } from './story/permission-groups';
import { ZONE } from './story/places';
import { CORP, STORY_SETTING } from './story/setting';
import { WIKI } from './story/wiki';
import { advanceInsights } from './story/insight-steps';
import { seedPlaces, seedStory } from './story/story';
import { seedTrail } from './story/datadog-trail';
import { WORKSPACE } from './story/workspace';

export interface SandboxOptions {
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number;
  /** The sandbox's only clock, epoch milliseconds; default `Date.now`. */
  readonly now?: () => number;
  /** Default `company-day`. `empty` has accounts, callers, permission groups and the tracker's team, and no events. */
  readonly story?: 'company-day' | 'empty';
  /** End of the story's day, epoch milliseconds; default: that of the state file, else now. */
  readonly baseTime?: number;
  /** Tickets, pages, base time, settling, the step of the insights and how often they were asked for survive a restart in this file. */
  readonly stateFile?: string;
  /** Acme Corp's log is made up while it is read. */
  readonly volume?: VolumeOptions;
  /** Acme Corp's insights are made up while they are read. */
  readonly insightVolume?: InsightVolumeOptions;
  readonly rateLimit?: Partial<RateLimitOptions>;
  readonly linear?: {
    /** HTTP status of a conflict; default 400. */
    readonly conflictStatus?: 200 | 400;
    /** Requests an hour; default: counted in the headers, never enforced. */
    readonly requestsPerHour?: number;
  };
}

export interface Sandbox {
  readonly url: string;
  /** Base of Cloudflare's API: `<url>/cloudflare/client/v4`. */
  readonly cloudflareUrl: string;
  /** Linear's endpoint: `<url>/linear/graphql`. */
  readonly linearUrl: string;
  /** What stands before `/api/v2/...` of Datadog: `<url>/datadog`. */
  readonly datadogUrl: string;
  /** What stands before `/wiki/...` of Confluence, for its API and for browsers: `<url>/confluence`. */
  readonly confluenceUrl: string;
  readonly control: Control;
  readonly close: () => Promise<void>;
}

/** Cloudflare's limit of requests per token: 1,200 in five minutes. */
const RATE_LIMIT: RateLimitOptions = { enforce: true, requests: 1_200, windowMs: 300_000 };

/** Starts the simulated services on one port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const usualClock = options.now ?? Date.now;
  let clockOffsetMs = 0;
  const now = () => usualClock() + clockOffsetMs;
  const saved = options.stateFile === undefined ? undefined : loadState(options.stateFile);
  const baseTime = options.baseTime ?? (saved === undefined ? now() : Date.parse(saved.baseTime));
  let settled = saved?.settled ?? false;
  let step = saved?.insights?.step ?? 0;
  let url = '';

  const cloudflare = new CloudflareState();
  const store = new LinearStore(WORKSPACE);
  const trail = new DatadogState();
  const datadog = new Datadog(trail, STORY_SETTING.datadog);
  const wiki = new ConfluenceStore(WIKI, now);
  const wikiViews = new ConfluenceViews(wiki, () => `${url}/confluence/wiki`);
  const faults = new Faults();
  const log = new RequestLog();
  const rateLimit = { ...RATE_LIMIT, ...options.rateLimit };
  const limiter = new RateLimiter(rateLimit);
  const views = new Views(store, () => `${url}/linear`);
  const mutations = new Mutations(store, views, now);
  const { conflictStatus = 400, requestsPerHour } = options.linear ?? {};
  const linear = new Linear(views, mutations, { conflictStatus, requestsPerHour });

  const isStory = (options.story ?? 'company-day') === 'company-day';
  const seed = () => {
    cloudflare.clear();
    trail.clear();
    seedPlaces(cloudflare);
    if (isStory) {
      seedStory(cloudflare, baseTime);
      seedTrail(trail, baseTime);
      advanceInsights(cloudflare, baseTime, 0, step);
    }
    if (options.volume !== undefined) addVolume(cloudflare, options.volume, baseTime);
    if (options.insightVolume !== undefined) {
      cloudflare.insights.of(CORP).made = new VolumeInsights(options.insightVolume, ZONE.corp.id, baseTime, () => step);
    }
    if (settled) {
      cloudflare.settle();
      trail.settle();
    }
  };
  const save = () => {
    if (options.stateFile === undefined) return;
    const linearState = store.snapshot();
    saveState(options.stateFile, {
      version: 1,
      baseTime: new Date(baseTime).toISOString(),
      settled,
      insights: { step, requests: cloudflare.insights.months.snapshot() },
      linear: linearState,
      confluence: wiki.snapshot(),
    });
  };
  seed();
  wiki.clear(baseTime);
  if (saved !== undefined) store.restore(saved.linear);
  if (saved?.insights !== undefined) cloudflare.insights.months.restore(saved.insights.requests);
  if (saved?.confluence !== undefined) wiki.restore(saved.confluence);
  save();
  store.onChange = save;
  wiki.onChange = save;

  const control = new Control({
    cloudflare,
    linear: store,
    datadog: new DatadogControl(trail),
    confluence: new ConfluenceControl(wiki),
    mutations,
    faults,
    log,
    baseTime,
    rateWindowMs: rateLimit.windowMs,
    now,
    onSettle: () => {
      settled = true;
      trail.settle();
      save();
    },
    onAdvance: (to = step + 1) => {
      if (to < step) throw new Error(`the story of the insights is at step ${step} already; reset starts over`);
      if (isStory) advanceInsights(cloudflare, baseTime, step, to);
      step = to;
      save();
      return step;
    },
    insightStep: () => step,
    onClock: (atMs) => {
      clockOffsetMs = atMs === null ? 0 : atMs - usualClock();
      limiter.reset();
    },
    onReset: () => {
      settled = false;
      step = 0;
      clockOffsetMs = 0;
      cloudflare.insights.months.clear();
      seed();
      store.clear();
      wiki.clear(baseTime);
      faults.clear();
      log.clear();
      limiter.reset();
      linear.reset();
      datadog.reset();
      save();
    },
  });

  const { port, close } = await listen(options.port ?? 0, {
    mounts: [
      { prefix: '/cloudflare/client/v4', name: 'cloudflare', provider: new Cloudflare(cloudflare, limiter, save) },
      { prefix: '/linear/graphql', strip: '/linear', name: 'linear', provider: linear },
      { prefix: '/datadog', name: 'datadog', provider: datadog },
      ...['/confluence/wiki/api', '/confluence/wiki/rest'].map((prefix) => ({
        prefix,
        strip: '/confluence',
        name: 'confluence' as const,
        provider: new Confluence(wiki, wikiViews),
      })),
    ],
    doors: [
      (method, requestUrl, body) => controlDoor(control, method, requestUrl, body),
      (method, { pathname }) => linearPage(store, method, pathname),
      (method, { pathname }) => wikiPage(wiki, wikiViews, method, pathname),
    ],
    faults,
    log,
    now,
  });
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    cloudflareUrl: `${url}/cloudflare/client/v4`,
    linearUrl: `${url}/linear/graphql`,
    datadogUrl: `${url}/datadog`,
    confluenceUrl: `${url}/confluence`,
    control,
    close,
  };
}

function addVolume(cloudflare: CloudflareState, options: VolumeOptions, baseTime: number): void {
  const readGroup = { id: GROUP.dnsRead.id, name: GROUP.dnsRead.name };
  const source = { accountId: CORP, zoneId: ZONE.corp.id, issuer: 'alice@example.com', readGroup };
  const volume = new VolumeLog(options, source, baseTime);
  cloudflare.volume = {
    log: (accountId) => (accountId === CORP ? volume : undefined),
    token: (id) => volume.token(id),
  };
}
