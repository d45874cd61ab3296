import { parseArgs } from 'node:util';
import { benchmark } from './benchmark';
import { prepareGround, type Ground } from './ground';
import { readFloor, writeFloor } from './token-watch/floors';
import { measureLoad, type Load } from './token-watch/measure-load';
import { quietRunEvents } from './token-watch/quiet-run';
import { report, type Figures, type SizeFigures } from './token-watch/report';
import { setScene, type Scene, type SceneOptions } from './token-watch/scene';
import { whileUp } from './while-up';
import { wholeNumber } from './whole-number';

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
export const benchTokenWatch = benchmark({
  name: 'token-watch',
  help: HELP,
  optionsOf,
  needsBuild: true,
  measure: (options) => whileUp(prepareGround(), (ground) => measureAll(ground, options)),
  report,
});

async function measureAll(ground: Ground, { sizes, pacedEvents, profileTo }: Options): Promise<Figures> {
  const measured: SizeFigures[] = [];
  for (const events of sizes) measured.push(await measureSize(ground, events, profileTo));
  const limited = { events: pacedEvents, credentialShare: 0, limited: true };
  const title = `${pacedEvents} events: reading under Cloudflare's limit`;
  const paced =
    pacedEvents === 0 ? null : await onScene(ground, limited, (scene) => readAlone(ground, scene, title, pacedEvents));
  const still = { events: 0, credentialShare: 0, limited: true };
  return {
    sizes: measured,
    paced,
    quietRunEvents: await onScene(ground, still, (scene) => quietRunEvents(ground, scene)),
  };
}

async function measureSize(ground: Ground, events: number, profileTo: string | undefined): Promise<SizeFigures> {
  const objects = Math.ceil(events * CREDENTIAL_SHARE);
  const unlimited = { events, limited: false, ...(profileTo === undefined ? {} : { profileTo }) };
  const busy = await onScene(ground, { ...unlimited, credentialShare: CREDENTIAL_SHARE }, async (scene) => {
    const title = `${events} events: reading, archiving and judging`;
    const whole = await measureLoad(ground, scene, { title, job: 'backfill', events, objects });
    const { first, ...floor } = await readFloor(scene, Math.min(events, FLOOR_EVENTS));
    return {
      whole,
      readFloor: floor,
      writeFloor: await writeFloor(ground, scene, Math.min(objects, FLOOR_OBJECTS), first),
    };
  });
  const reading = await onScene(ground, { ...unlimited, credentialShare: 0 }, (scene) =>
    readAlone(ground, scene, `${events} events: reading alone`, events),
  );
  return { events, reading, ...busy };
}

/** A dry run over a log whose only credential event is its first: there is nothing to do but to read. */
function readAlone(ground: Ground, scene: Scene, title: string, events: number): Promise<Load> {
  return measureLoad(ground, scene, { title, job: 'dry-run', events, objects: 1 });
}

function onScene<T>(ground: Ground, options: SceneOptions, work: (scene: Scene) => Promise<T>): Promise<T> {
  return whileUp(setScene(ground, options), work);
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '100000,1000000' },
      'paced-events': { type: 'string', default: '1300000' },
      json: { type: 'string' },
      'cpu-prof': { type: 'string' },
    },
  });
  return {
    sizes: values.events.split(',').map((text) => wholeNumber('--events', text, 1_000)),
    pacedEvents: wholeNumber('--paced-events', values['paced-events'], 0),
    json: values.json,
    profileTo: values['cpu-prof'],
  };
}
