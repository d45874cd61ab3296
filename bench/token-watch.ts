import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StartFailure } from '../scripts/servers/start-failure';
import { buildProduct } from './build';
import { loadNow, thisMachine } from './machine';
import { readFloor, writeFloor } from './token-watch/floors';
import { prepareGround, type Ground } from './token-watch/ground';
import { measureLoad, type Load } from './token-watch/measure-load';
import { quietRunEvents } from './token-watch/quiet-run';
import { report, type Figures, type Sized } from './token-watch/report';
import { setScene, type Scene, type SceneOptions } from './token-watch/scene';

const HELP = `npm run bench -- token-watch [options]

  --events 100000,1000000   sizes of the audit log, each read by a run of its own
  --paced-events 1300000    size of the log that is read under Cloudflare's limit; 0 leaves that out.
                            1,300,000 take more than five minutes, the window of the limit
  --json FILE               writes the figures as JSON, too
  --cpu-prof FOLDER         writes CPU profiles of the worker; they slow it down
`;

/** Part of the events that are credential events. */
const CREDENTIAL_SHARE = 0.02;
/** The floors are rates: more than this makes them no truer. */
const FLOOR_EVENTS = 100_000;
const FLOOR_OBJECTS = 2_000;

interface Options {
  readonly sizes: readonly number[];
  readonly pacedEvents: number;
  readonly json: string | undefined;
  readonly profileTo: string | undefined;
}

/**
 * Measures the token watch from the audit log to the handled record, on real servers of this machine.
 *
 * What can only be compared within one start is printed as a ratio: the machine differs from yours and from itself.
 */
export async function benchTokenWatch(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  await buildProduct();
  const loadBefore = loadNow();
  const ground = await prepareGround();
  try {
    const measured = await measureAll(ground, options);
    const figures: Figures = {
      command: `npm run bench -- token-watch ${args.join(' ')}`.trim(),
      at: new Date().toISOString(),
      machine: await thisMachine(),
      load: { before: loadBefore, after: loadNow() },
      ...measured,
    };
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
    process.stdout.write(report(figures));
  } finally {
    await ground.stop();
  }
}

type Measured = Pick<Figures, 'whole' | 'reading' | 'paced' | 'readFloor' | 'writeFloor' | 'quietRunEvents'>;

async function measureAll(ground: Ground, { sizes, pacedEvents, profileTo }: Options): Promise<Measured> {
  const profile = profileTo === undefined ? {} : { profileTo };
  const whole: Sized<Load>[] = [];
  const reading: Sized<Load>[] = [];
  let floors: Pick<Measured, 'readFloor' | 'writeFloor'> | undefined;
  for (const events of sizes) {
    const objects = Math.ceil(events * CREDENTIAL_SHARE);
    const busy = { events, credentialShare: CREDENTIAL_SHARE, limited: false, ...profile };
    await onScene(ground, busy, async (scene) => {
      const title = `${events} events: reading, archiving and judging`;
      whole.push({ events, figures: await measureLoad(ground, scene, { title, job: 'backfill', events, objects }) });
      floors = await measureFloors(ground, scene, Math.min(events, FLOOR_EVENTS));
    });
    await onScene(ground, { ...busy, credentialShare: 0 }, async (scene) => {
      const title = `${events} events: reading alone`;
      reading.push({ events, figures: await readAlone(ground, scene, title, events) });
    });
  }
  if (floors === undefined) throw new StartFailure('--events names no size');

  const limited = { events: pacedEvents, credentialShare: 0, limited: true };
  const paced =
    pacedEvents === 0
      ? null
      : await onScene(ground, limited, (scene) =>
          readAlone(ground, scene, `${pacedEvents} events: reading under the limit of Cloudflare`, pacedEvents),
        );
  const quiet = await onScene(ground, { events: 0, credentialShare: 0, limited: true }, (scene) =>
    quietRunEvents(ground, scene),
  );
  return { whole, reading, paced, ...floors, quietRunEvents: quiet };
}

/** A dry run over a log with (next to) no credential event: there is nothing to do but to read. */
function readAlone(ground: Ground, scene: Scene, title: string, events: number): Promise<Load> {
  return measureLoad(ground, scene, { title, job: 'dry-run', events, objects: 1 });
}

async function measureFloors(
  ground: Ground,
  scene: Scene,
  events: number,
): Promise<Pick<Measured, 'readFloor' | 'writeFloor'>> {
  const { credential, ...read } = await readFloor(scene, events);
  const objects = Math.min(FLOOR_OBJECTS, Math.ceil(events * CREDENTIAL_SHARE));
  return { readFloor: read, writeFloor: await writeFloor(ground, scene, objects, credential) };
}

async function onScene<T>(ground: Ground, options: SceneOptions, work: (scene: Scene) => Promise<T>): Promise<T> {
  const scene = await setScene(ground, options);
  try {
    return await work(scene);
  } finally {
    await scene.stop();
  }
}

function optionsOf(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '100000,1000000' },
      'paced-events': { type: 'string', default: '1300000' },
      json: { type: 'string' },
      'cpu-prof': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return 'help';
  return {
    sizes: values.events.split(',').map((text) => sizeOf('--events', text, 1_000)),
    pacedEvents: sizeOf('--paced-events', values['paced-events'], 0),
    json: values.json,
    profileTo: values['cpu-prof'],
  };
}

function sizeOf(option: string, text: string, least: number): number {
  const size = Number(text.trim().replaceAll('_', ''));
  if (Number.isInteger(size) && size >= least) return size;
  throw new StartFailure(`${option} takes whole numbers from ${least} on, not "${text}"`);
}
