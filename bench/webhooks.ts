import { parseArgs } from 'node:util';
import { benchmark } from './benchmark';
import { prepareGround, type Ground } from './ground';
import { measureInvestigations, type Investigations } from './webhooks/measure-investigations';
import { measureStarts, type Starts } from './webhooks/measure-starts';
import { report, type Figures } from './webhooks/report';
import { setScene, type Scene, type SceneOptions } from './webhooks/scene';
import { whileUp } from './while-up';
import { wholeNumber } from './whole-number';

const HELP = `npm run bench -- webhooks [options]

  --rounds 12           pairs of rounds, one through the API and one with Temporal's client alone
  --starts 300          investigations that each round starts
  --concurrency 20      starts under way at any time
  --seconds 30          how long the steady rate is kept up, each way
  --investigations 60   investigations that are waited for, one every two seconds
  --json FILE           writes the figures as JSON, too
  --cpu-prof FOLDER     writes CPU profiles of the API; they slow it down
`;

const STEADY_RATE = 30;
const INVESTIGATIONS_PER_SECOND = 0.5;
const WARM_UP_INVESTIGATIONS = 6;

interface Options {
  readonly rounds: number;
  readonly starts: number;
  readonly lanes: number;
  readonly steadySeconds: number;
  readonly investigations: number;
  readonly json: string | undefined;
  readonly profileTo: string | undefined;
}

/**
 * Measures how fast deliveries are accepted, beside Temporal's client on the same server, and how long a sender waits for a
 * whole investigation, on real servers of this machine.
 */
export const benchWebhooks = benchmark({
  name: 'webhooks',
  help: HELP,
  optionsOf,
  needsBuild: true,
  measure: measureAll,
  report,
});

async function measureAll(options: Options): Promise<Figures> {
  return {
    lanes: options.lanes,
    steadyRate: STEADY_RATE,
    ...(await acceptance(options)),
    investigations: { ...(await wholeInvestigations(options)), perSecond: INVESTIGATIONS_PER_SECOND },
  };
}

/** On a server of its own: what is started there would keep the other part's worker busy. */
function acceptance({ rounds, starts, lanes, steadySeconds, profileTo }: Options): Promise<Starts> {
  const storyEndMs = Date.now();
  return onScene({ storyEndMs, profileTo, processes: 'api' }, ({ client }, scene) =>
    measureStarts(client, scene, { storyEndMs, rounds, starts, lanes, steadyRate: STEADY_RATE, steadySeconds }),
  );
}

function wholeInvestigations({ investigations, profileTo }: Options): Promise<Investigations> {
  const storyEndMs = Date.now();
  return onScene({ storyEndMs, profileTo, processes: 'everything' }, ({ client }, scene) =>
    measureInvestigations(client, scene, {
      storyEndMs,
      count: investigations,
      perSecond: INVESTIGATIONS_PER_SECOND,
      warmUp: WARM_UP_INVESTIGATIONS,
    }),
  );
}

function onScene<T>(options: SceneOptions, work: (ground: Ground, scene: Scene) => Promise<T>): Promise<T> {
  return whileUp(prepareGround(), (ground) => whileUp(setScene(ground, options), (scene) => work(ground, scene)));
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '12' },
      starts: { type: 'string', default: '300' },
      concurrency: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '30' },
      investigations: { type: 'string', default: '60' },
      json: { type: 'string' },
      'cpu-prof': { type: 'string' },
    },
  });
  return {
    rounds: wholeNumber('--rounds', values.rounds, 1),
    starts: wholeNumber('--starts', values.starts, 1),
    lanes: wholeNumber('--concurrency', values.concurrency, 1),
    steadySeconds: wholeNumber('--seconds', values.seconds, 1),
    investigations: wholeNumber('--investigations', values.investigations, 1),
    json: values.json,
    profileTo: values['cpu-prof'],
  };
}
