import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StartFailure } from '../scripts/servers/start-failure';
import { buildProduct } from './build';
import { loadNow, thisMachine } from './machine';
import { assertWatchable } from './process-watch';
import { prepareGround, type Ground } from './token-watch/ground';
import { measureInvestigations, type Investigations } from './webhooks/measure-investigations';
import { measureStarts, type Starts } from './webhooks/measure-starts';
import { report, type Figures } from './webhooks/report';
import { setScene, type Scene, type SceneOptions } from './webhooks/scene';

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
export async function benchWebhooks(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  assertWatchable();
  await buildProduct();
  const loadBefore = loadNow();
  const starts = await acceptance(options);
  const investigations = await wholeInvestigations(options);
  const figures: Figures = {
    command: `npm run bench -- webhooks ${args.join(' ')}`.trim(),
    at: new Date().toISOString(),
    machine: await thisMachine(),
    load: { before: loadBefore, after: loadNow() },
    lanes: options.lanes,
    steadyRate: STEADY_RATE,
    ...starts,
    investigations: { ...investigations, perSecond: INVESTIGATIONS_PER_SECOND },
  };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  process.stdout.write(report(figures));
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

async function onScene<T>(options: SceneOptions, work: (ground: Ground, scene: Scene) => Promise<T>): Promise<T> {
  const ground = await prepareGround();
  try {
    const scene = await setScene(ground, options);
    try {
      return await work(ground, scene);
    } finally {
      await scene.stop();
    }
  } finally {
    await ground.stop();
  }
}

function optionsOf(args: readonly string[]): Options | 'help' {
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
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return 'help';
  return {
    rounds: numberOf('--rounds', values.rounds),
    starts: numberOf('--starts', values.starts),
    lanes: numberOf('--concurrency', values.concurrency),
    steadySeconds: numberOf('--seconds', values.seconds),
    investigations: numberOf('--investigations', values.investigations),
    json: values.json,
    profileTo: values['cpu-prof'],
  };
}

function numberOf(option: string, text: string): number {
  const number = Number(text.trim().replaceAll('_', ''));
  if (Number.isInteger(number) && number >= 1) return number;
  throw new StartFailure(`${option} takes a whole number from 1 on, not "${text}"`);
}
