import { randomNumbers } from '../../tests/support/randomNumbers';
import { buildNightTable } from '../table/nightTable';
import { makeSeries } from '../model/series';
import { MS_PER_DAY } from '../lib/time';
import { NOTHING_REMEMBERED } from './changes';
import { Detection } from './detection';
import { type Incident } from './incidents/incident';

/** Levels night by night, as factors: `[1, 40]` is forty nights at the usual level. */
type Course = ReadonlyArray<readonly [level: number, nights: number]>;

const MODELS = ['a', 'b', 'c', 'd'];
const GPUS = ['h200', 'b200'];
const BATCHES = ['1', '8'];

interface Where {
  readonly gpu: string;
  readonly model: string;
  readonly batch: string;
}

/** Nights of a fleet in noise of 0.6 %, where the series that are affected follow a course. */
function fleetOf(course: Course, isAffected: (where: Where) => boolean, seed = 1) {
  const random = randomNumbers(seed);
  const noise = () => 1 + 0.006 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const levels = course.flatMap(([level, nights]) => Array.from({ length: nights }, () => level));
  const places = GPUS.flatMap((gpu) => MODELS.flatMap((model) => BATCHES.map((batch) => ({ gpu, model, batch }))));
  const all = places.map((place) => ({
    place,
    series: makeSeries({ gpu_config: place.gpu, model: place.model, variant: 'TP8', batch_size: place.batch }),
  }));
  return levels.map((level, night) => ({
    run: {
      id: `${night}`,
      attempt: 1,
      time: Date.UTC(2026, 0, 1) + night * MS_PER_DAY,
      commit: `c${night}`,
      branch: 'main',
      event: 'schedule',
      conclusion: '',
    },
    rows: all.map(({ place, series }) => {
      const speed = 1000 * noise() * (isAffected(place) ? level : 1);
      return { series, values: { output_throughput: speed, latency_ms: 1e6 / speed, ttft_ms: 90 * noise() } };
    }),
    issues: [],
  }));
}

/** The regressions that are open after the last night, as who looked every night knows them. */
function openAfter(nights: ReturnType<typeof fleetOf>, from = nights.length - 1): Incident[] {
  const detection = new Detection();
  let remembered = NOTHING_REMEMBERED;
  let found: readonly Incident[] = [];
  for (let count = from; count <= nights.length; count++) {
    const changes = detection.changesNow(buildNightTable(nights.slice(0, count)), { remembered });
    ({ remembered, incidents: found } = changes);
  }
  return found.filter(({ better, state }) => !better && state === 'open');
}

const onH200 = ({ gpu }: Where) => gpu === 'h200';
const oneSeries = ({ gpu, model, batch }: Where) => gpu === 'h200' && model === 'a' && batch === '8';

describe('what rules against false alarms must let through', () => {
  it.each<[string, Course, (where: Where) => boolean]>([
    [
      'a gain of a machine that is taken back',
      [
        [1, 40],
        [1.08, 20],
        [1, 10],
      ],
      onH200,
    ],
    [
      'a short gain of a machine that is taken back',
      [
        [1, 40],
        [1.08, 5],
        [1, 10],
      ],
      onH200,
    ],
    [
      'a regression of a machine that is mended and lands again',
      [
        [1, 40],
        [0.92, 12],
        [1, 15],
        [0.92, 10],
      ],
      onH200,
    ],
    [
      'one that lands for the third time',
      [
        [1, 30],
        [0.92, 12],
        [1, 12],
        [0.92, 12],
        [1, 14],
        [0.92, 10],
      ],
      onH200,
    ],
    [
      'a gain of one series that is taken back',
      [
        [1, 40],
        [1.15, 20],
        [1, 12],
      ],
      oneSeries,
    ],
    [
      'a regression of one series that lands again',
      [
        [1, 40],
        [0.85, 12],
        [1, 15],
        [0.85, 12],
      ],
      oneSeries,
    ],
    [
      'a gain of half of the models that is taken back',
      [
        [1, 40],
        [1.08, 20],
        [1, 10],
      ],
      ({ model }) => model < 'c',
    ],
    [
      'a regression of half of a machine',
      [
        [1, 50],
        [0.93, 10],
      ],
      ({ gpu, batch }) => gpu === 'h200' && batch === '8',
    ],
    [
      'a regression of the whole fleet that lands again',
      [
        [1, 40],
        [0.93, 12],
        [1, 12],
        [0.93, 10],
      ],
      () => true,
    ],
    [
      'a young step of one series',
      [
        [1, 60],
        [0.88, 7],
      ],
      oneSeries,
    ],
    [
      'a step that is as long as an outlier may be, and stays',
      [
        [1, 60],
        [0.9, 4],
        [1, 20],
        [0.9, 14],
      ],
      oneSeries,
    ],
  ])('%s', (_, course, isAffected) => {
    const nights = fleetOf(course, isAffected);
    const onset = nights.length - course.at(-1)![1];
    const found = openAfter(nights);
    expect(found.map(({ range: [first, last] }) => first <= onset && last >= onset)).toContain(true);
    const affected = nights[0]!.rows.filter(({ series: { labels } }) =>
      isAffected({ gpu: labels.gpu_config!, model: labels.model!, batch: labels.batch_size! })
    );
    const explained = new Set(found.flatMap(({ entries }) => entries.map(({ series }) => series.id)));
    // One or two of eight may need more nights.
    expect(affected.filter(({ series }) => explained.has(series.id)).length).toBeGreaterThanOrEqual(
      0.75 * affected.length
    );
  });

  it('a change of one model that has nothing to do with the turns of its machine long ago', () => {
    const turns = fleetOf(
      [
        [1, 20],
        [0.92, 8],
        [1, 12],
        [0.92, 8],
        [1, 50],
      ],
      onH200
    );
    const step = fleetOf(
      [
        [1, 86],
        [0.93, 12],
      ],
      ({ gpu, model }) => gpu === 'h200' && model === 'a'
    );
    const nights = turns.map((night, at) => ({
      ...night,
      rows: night.rows.map((row, of) => (row.series.labels.model === 'a' && at >= 48 ? step[at]!.rows[of]! : row)),
    }));
    expect(openAfter(nights).map(({ scope }) => scope.labels.model)).toEqual([['a']]);
  });

  const TAKEN_BACK: Course = [
    [1, 40],
    [1.08, 20],
    [1, 10],
  ];
  const LANDED_AGAIN: Course = [
    [1, 40],
    [0.92, 12],
    [1, 15],
    [0.92, 10],
  ];

  it.each([
    ['a gain that was taken back', TAKEN_BACK, 'It was at this level until 2026-02-09.'],
    ['a regression that landed again', LANDED_AGAIN, 'It was at this level until 2026-02-21.'],
  ])('%s says until when it was at that level before', (_, course, note) => {
    expect(openAfter(fleetOf(course, onH200))[0]!.notes).toContain(note);
  });

  it('a regression that was never there before says nothing of it', () => {
    const [first] = openAfter(fleetOf(LANDED_AGAIN.slice(0, 2), onH200));
    expect(first!.notes.join()).not.toContain('It was at this level');
  });

  it('nothing is reported of two hosts that take turns every few nights, once they did', () => {
    const random = randomNumbers(7);
    let slow = false;
    const hosts = Array.from({ length: 90 }, (): readonly [number, number] => {
      slow = random() < 0.75 ? slow : !slow;
      return [slow ? 0.96 : 1, 1];
    });
    expect(openAfter(fleetOf(hosts, onH200), 80)).toEqual([]);
  });
});
