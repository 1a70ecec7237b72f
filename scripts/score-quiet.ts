/**
 * How many false alerts quiet nights of each kind give, as a Grafana would: 18 series, replayed night by night, what was
 * reported is remembered. `npm run score:quiet -- [quarters]`
 */
import { Detection, makeSeries, MS_PER_DAY, type Night, NOTHING_REMEMBERED } from '../src/core';
import { buildNightTable } from '../src/table/nightTable';
import { randomNumbers } from '../tests/support/randomNumbers';

const [quarters = '10'] = process.argv.slice(2);
const SERIES = 18;
const BEFORE = 30;
const QUARTER = 90;
const START = Date.UTC(2026, 0, 5);

interface Noise {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Normal, with a standard deviation of 1. */
  readonly normal: () => number;
}

function noiseOf(seed: number): Noise {
  const uniform = randomNumbers(Math.imul(seed, 2654435761));
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** How a series in which nothing changed differs from its level on a night; the first one is a Monday. */
type Quiet = (noise: Noise, night: number) => number;

/** Student's t with 3 degrees of freedom, with a standard deviation of about 1. */
function heavyTailed({ normal }: Noise): number {
  const chiSquare = normal() ** 2 + normal() ** 2 + normal() ** 2;
  return normal() / Math.sqrt(chiSquare / 3) / Math.sqrt(3);
}

const ROUNDED = 'whole numbers of two digits';

const KINDS: Readonly<Record<string, Quiet>> = {
  'normal noise of 1 %': ({ normal }) => Math.exp(0.01 * normal()),
  'one value in ten is 15 % off': ({ normal, uniform }) => {
    const off = uniform() < 0.1 ? (uniform() < 0.5 ? 0.85 : 1.15) : 1;
    return off * Math.exp(0.01 * normal());
  },
  'heavy-tailed noise, t(3)': (noise) => Math.exp(0.01 * heavyTailed(noise)),
  'whole numbers of two digits': ({ normal }) => Math.round(Math.exp(0.01 * normal())),
  'weekends are 3 % slower': ({ normal }, night) => (night % 7 < 5 ? 1 : 0.97) * Math.exp(0.01 * normal()),
};

const MODELS = ['owner/one', 'owner/two', 'owner/three'];
const SIZES = ['1', '8', '16'];
const LABELS = ['8-gpu-h200', '8-gpu-b200'].flatMap((gpu_config) =>
  MODELS.flatMap((model) => SIZES.map((batch_size) => makeSeries({ gpu_config, model, variant: 'TP8', batch_size })))
);

/** Levels of two digits, each somewhere between whole numbers. */
function levelOf(place: number): number {
  return 23.3 + 4.13 * place;
}

function nightsOf(quiet: Quiet, seed: number, isRounded: boolean): Night[] {
  const noises = Array.from({ length: SERIES }, (_, place) => noiseOf(1000 * seed + place));
  return Array.from({ length: BEFORE + QUARTER }, (_, night) => {
    const id = String(1000 + night);
    const commit = id.padStart(40, '0');
    const time = START + night * MS_PER_DAY;
    return {
      run: { id, attempt: 1, time, commit, branch: 'main', event: 'schedule', conclusion: 'success' },
      rows: LABELS.map((series, place) => {
        const value = levelOf(place) * quiet(noises[place]!, night);
        return { series, values: { output_throughput: isRounded ? Math.round(value) : value } };
      }),
      issues: [],
    };
  });
}

/** Returns how many incidents of a regression were opened in the quarter. */
function alertsIn(nights: readonly Night[]): number {
  const detection = new Detection();
  const opened = new Set<string>();
  let remembered = NOTHING_REMEMBERED;
  for (let count = BEFORE; count <= nights.length; count++) {
    const found = detection.changesNow(buildNightTable(nights.slice(0, count)), { remembered });
    ({ remembered } = found);
    found.incidents.filter(({ better, state }) => !better && state === 'open').forEach(({ id }) => opened.add(id));
  }
  return opened.size;
}

for (const [name, quiet] of Object.entries(KINDS)) {
  const alerts = Array.from({ length: Number(quarters) }, (_, seed) =>
    alertsIn(nightsOf(quiet, seed + 1, name === ROUNDED))
  );
  const sum = alerts.reduce((a, b) => a + b, 0);
  process.stdout.write(`${name}: ${(sum / alerts.length).toFixed(2)} false alerts of ${SERIES} series in a quarter\n`);
}
