import fc from 'fast-check';

import { noiseAt } from '../../tests/support/subjects';
import { buildNightTable, type NightTable } from '../table/nightTable';
import { type Night } from '../model/night';
import { type MetricValues } from '../catalogue/metrics';
import { type Labels } from '../catalogue/labels';
import { makeSeries } from '../model/series';
import { type ChangeEvent, isOpenRegression } from './events/changeEvent';
import { Detection, type Knowledge } from './detection';

const MS_A_DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 0, 1);
const ONE: Labels = { gpu_config: '8-gpu-h200', model: 'owner/model', variant: 'TP8', batch_size: '1' };

type Measure = (night: number, labels: Labels) => MetricValues | undefined;

/** Noise of about `percent`, the same for the same seed and place. */
function noise(seed: number, place: number, percent: number): number {
  return Math.exp((percent / 100) * noiseAt(seed, place));
}

function tableOf(nights: number, series: readonly Labels[], measure: Measure, branch = 'main'): NightTable {
  return buildNightTable(
    Array.from({ length: nights }, (_, night): Night => {
      const id = String(1000 + night);
      const run = {
        id,
        attempt: 1,
        time: START + night * MS_A_DAY,
        commit: id.padStart(40, '0'),
        branch,
        event: 'schedule',
        conclusion: 'success',
      };
      const rows = series.flatMap((labels) => {
        const values = measure(night, labels);
        return values ? [{ series: makeSeries(labels), values }] : [];
      });
      return { run, rows, issues: [] };
    })
  );
}

function changes(table: NightTable, knowledge: Knowledge = {}) {
  return new Detection().changesNow(table, knowledge);
}

function throughput(values: readonly number[]): NightTable {
  return tableOf(values.length, [ONE], (night) => ({ output_throughput: values[night]! }));
}

/** What is reported of events, in short. */
function reported({ events }: { readonly events: readonly ChangeEvent[] }): string[] {
  return events.map(({ state, metric, onset, severity }) => `${state} ${metric} ${severity} at ${onset}`);
}

const seeds = fc.integer({ min: 1, max: 2 ** 30 });
const RUNS = { numRuns: 20, seed: 11 };

describe('Detection', () => {
  /** Drawn by hand: a fall of 6 % with night 30, its return with night 50, and a gain of 12 % with night 70. */
  const DRAWN = Array.from({ length: 90 }, (_, night) => {
    const level = night >= 70 ? 1.12 : night >= 30 && night < 50 ? 0.94 : 1;
    return 1000 * level * noise(5, night, 1);
  });

  it('tells of a drawn series exactly what was drawn', () => {
    const found = changes(throughput(DRAWN));
    expect(reported(found)).toEqual([
      'recovered output_throughput major at 30',
      'improved output_throughput critical at 70',
    ]);
    const [fall] = found.events as [ChangeEvent];
    expect(fall).toMatchObject({ better: false, ended: 50, previous: 29, range: [30, 30], isNew: false, members: 1 });
    expect(fall.change.low).toBeLessThan(fall.change.percent);
    expect(Math.abs(fall.change.percent + 6)).toBeLessThan(1);
    expect(fall.change.high).toBeGreaterThan(fall.change.percent);
    expect(found.states.map(({ state }) => state)).toEqual(['improved']);
  });

  it('knows which way a metric gets better', () => {
    const table = tableOf(40, [ONE], (night) => ({ ttft_ms: 100 * (night >= 30 ? 1.2 : 1) * noise(1, night, 1) }));
    expect(reported(changes(table))).toEqual(['regressed ttft_ms critical at 30']);
  });

  it('tells a change as new on the night on which it is first seen, and not after', () => {
    const values = (nights: number) =>
      throughput(Array.from({ length: nights }, (_, night) => 1000 * (night >= 30 ? 0.8 : 1) * noise(2, night, 1)));
    expect(changes(values(31)).events).toEqual([]);
    expect(changes(values(32)).events[0]).toMatchObject({ isNew: true, reported: 31 });
    expect(changes(values(35)).events[0]).toMatchObject({ isNew: true, reported: 31 });
    expect(changes(values(36)).events[0]).toMatchObject({ isNew: false, reported: 31 });
  });

  it('never changes the id of an event while nights are added, whatever is known of it', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.9, 0.95, 1.07), (seed, factor) => {
        const values = Array.from(
          { length: 60 },
          (_, night) => 1000 * (night >= 40 ? factor : 1) * noise(seed, night, 2)
        );
        const detection = new Detection();
        let remembered: Knowledge['remembered'];
        const ids = new Map<string, string>();
        for (let nights = 42; nights <= 60; nights++) {
          const found = detection.changesNow(throughput(values.slice(0, nights)), { remembered });
          const open = found.events.filter(({ state }) => state === 'regressed' || state === 'improved');
          open.forEach(({ id, better }) => {
            const first = ids.get(String(better)) ?? id;
            ids.set(String(better), first);
            expect(id).toBe(first);
          });
          remembered = found.remembered;
        }
        expect(ids.size).toBe(1);
        const [id] = [...ids.values()];
        expect(changes(throughput(values)).events.some((event) => event.id === id)).toBe(true);
      }),
      RUNS
    );
  });

  it('finds nothing in two hosts that alternate at random, nor in nights that are missing', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const hosts = Array.from(
          { length: 60 },
          (_, night) => 1000 * (noise(seed + 77, night, 50) > 1 ? 1.04 : 0.96) * noise(seed, night, 1)
        );
        expect(changes(throughput(hosts)).events.filter(isOpenRegression)).toEqual([]);
      }),
      { numRuns: 10, seed: 3 }
    );
  });

  it('finds the same where nights without a value are put in between', () => {
    const dense = changes(throughput(DRAWN));
    const sparse = tableOf(180, [ONE], (night) => (night % 2 === 0 ? { output_throughput: DRAWN[night / 2]! } : {}));
    const found = changes(sparse);
    expect(found.events.map(({ state, onset }) => [state, onset / 2])).toEqual(
      dense.events.map(({ state, onset }) => [state, onset])
    );
  });

  it('calls a drop that returns recovered, and partly where a part of it is left', () => {
    const returning = (level: number) =>
      throughput(
        Array.from(
          { length: 60 },
          (_, night) => 1000 * (night >= 45 ? level : night >= 25 ? 0.8 : 1) * noise(9, night, 1)
        )
      );
    expect(reported(changes(returning(1)))).toEqual(['recovered output_throughput critical at 25']);
    expect(reported(changes(returning(0.9)))).toEqual(['partly recovered output_throughput critical at 25']);
  });

  it('is silent on what is acknowledged, by id or by labels, until the acknowledgement ends', () => {
    const table = throughput(
      Array.from({ length: 50 }, (_, night) => 1000 * (night >= 30 ? 0.9 : 1) * noise(4, night, 1))
    );
    const [event] = changes(table).events as [ChangeEvent];
    const open = (knowledge: Knowledge) => changes(table, knowledge).events.filter(isOpenRegression).length;
    expect(open({})).toBe(1);
    expect(open({ acknowledgements: [{ id: event.id, reason: 'known' }] })).toBe(0);
    expect(open({ acknowledgements: [{ labels: { model: 'owner/*', metric: 'output_*' }, reason: 'known' }] })).toBe(0);
    expect(open({ acknowledgements: [{ labels: { model: 'other/*' }, reason: 'known' }] })).toBe(1);
    expect(open({ acknowledgements: [{ id: event.id, reason: 'known', until: 5 }], now: 6 })).toBe(1);
  });

  it('tells a known event that has dissolved as withdrawn, and forgets it after two weeks', () => {
    const quiet = (nights: number) =>
      throughput(Array.from({ length: nights }, (_, night) => 1000 * noise(6, night, 1)));
    const events = [
      {
        id: 'abcdefabcdef',
        series: makeSeries(ONE).id,
        metric: 'output_throughput' as const,
        up: false,
        onset: '1030',
        reported: '1032',
        before: 1000,
        after: 950,
      },
    ];
    const first = changes(quiet(40), { remembered: { events, incidents: [] } });
    expect(first.events).toMatchObject([{ id: 'abcdefabcdef', state: 'withdrawn', onset: 30, ended: 39 }]);
    expect(changes(quiet(52), { remembered: first.remembered }).events).toHaveLength(1);
    expect(changes(quiet(56), { remembered: first.remembered }).events).toEqual([]);
  });

  it('asks whether the unit changed where a level jumps about a thousandfold', () => {
    const table = throughput(Array.from({ length: 40 }, (_, night) => (night >= 20 ? 1 : 1000) * noise(3, night, 1)));
    expect(changes(table).events[0]?.notes).toEqual(['Unit or definition changed?']);
  });

  it('says of fewer than ten nights that it is learning, and of a value of 0 that it failed', () => {
    const short = throughput([1000, 1001, 1002]);
    expect(changes(short).states).toMatchObject([{ state: 'learning', observations: 3 }]);
    const failed = throughput([...DRAWN, 0]);
    expect(changes(failed).states[0]?.state).toBe('failed');
  });

  it('reports as drift a fall in steps that are each too small to be reported', () => {
    const falling = (factor: number) =>
      throughput(
        Array.from({ length: 90 }, (_, night) => 1000 * factor ** Math.floor(night / 30) * noise(8, night, 1))
      );
    const detection = new Detection({ sensitivity: { preset: 'normal', smallestChange: 10 } });
    const found = detection.changesNow(falling(0.94));
    expect(found.events).toEqual([]);
    expect(found.states).toMatchObject([{ state: 'drift' }]);
    expect(Math.abs(found.states[0]!.drift!.percent + 12)).toBeLessThan(1);
    expect(detection.changesNow(falling(0.97)).states).toMatchObject([{ state: 'ok' }]);
    expect(changes(falling(0.94)).states).toMatchObject([{ state: 'regressed' }]);
  });

  it('measures drift from the level of an acknowledged change on, not from before', () => {
    const falling = throughput(
      Array.from({ length: 90 }, (_, night) => {
        const level = night < 20 ? 1 : night < 45 ? 0.8 : night < 68 ? 0.8 * 0.97 : 0.8 * 0.97 ** 2;
        return 1000 * level * noise(8, night, 1);
      })
    );
    const sensitivity = { preset: 'normal', smallestChange: 6 } as const;
    const found = (knowledge: Knowledge) => new Detection({ sensitivity }).changesNow(falling, knowledge);
    const [event] = found({}).events as [ChangeEvent];
    const acknowledged = found({ acknowledgements: [{ id: event.id, reason: 'known' }] });
    expect(found({}).states[0]?.drift).toBeUndefined();
    expect(acknowledged.states[0]?.drift?.percent ?? 0).toBeGreaterThan(-8);
  });

  it('takes several runs of one commit for one night', () => {
    const table = throughput(DRAWN);
    const twice = buildNightTable(
      table.runs.flatMap(({ run }, index) =>
        [0, 1].map((again) => ({
          run: { ...run, id: `${run.id}${again}`, time: run.time + again },
          rows: [{ series: makeSeries(ONE), values: { output_throughput: DRAWN[index]! * (1 + again / 1000) } }],
          issues: [],
        }))
      )
    );
    expect(changes(twice).observed.nights).toHaveLength(90);
    expect(changes(twice).events.map(({ onset }) => onset)).toEqual([60, 140]);
  });

  it('looks at the branch that most runs are on', () => {
    expect(changes(tableOf(12, [ONE], () => ({ ttft_ms: 1 }), 'release/v1')).observed.branch).toBe('release/v1');
  });

  describe('presence', () => {
    const TWO: Labels = { ...ONE, batch_size: '8' };
    const OTHER: Labels = { ...ONE, gpu_config: '8-gpu-b200' };
    const presence = (measure: Measure) =>
      changes(tableOf(30, [ONE, TWO, OTHER], measure)).availability.absences.map(
        ({ state, series, gpuConfig }) => `${state} ${series ? series.labels.batch_size : gpuConfig}`
      );

    it.each<[string, Measure, string[]]>([
      ['nothing where all ran', () => ({ ttft_ms: 1 }), []],
      [
        'missing after two runs',
        (night, { batch_size }) => (batch_size === '8' && night > 27 ? undefined : { ttft_ms: 1 }),
        ['missing 8'],
      ],
      [
        'nothing after one run',
        (night, { batch_size }) => (batch_size === '8' && night > 28 ? undefined : { ttft_ms: 1 }),
        [],
      ],
      [
        'ended after two weeks',
        (night, { batch_size }) => (batch_size === '8' && night > 15 ? undefined : { ttft_ms: 1 }),
        ['ended 8'],
      ],
      ['new', (night, { batch_size }) => (batch_size === '8' && night < 29 ? undefined : { ttft_ms: 1 }), ['new 8']],
      [
        'one line for a whole config',
        (night, { gpu_config }) => (gpu_config === '8-gpu-h200' && night > 28 ? undefined : { ttft_ms: 1 }),
        ['not run 8-gpu-h200'],
      ],
    ])('tells %s', (_, measure, expected) => {
      expect(presence(measure)).toEqual(expected);
    });
  });

  describe('incidents', () => {
    const GPUS = ['8-gpu-h200', '8-gpu-b200'];
    const MODELS = ['alpha/one', 'beta/two', 'gamma/three', 'delta/four'];
    const FLEET = GPUS.flatMap((gpu_config) =>
      MODELS.flatMap((model) =>
        ['1', '8', '16', '64'].map((batch_size) => ({ gpu_config, model, variant: 'TP8', batch_size }))
      )
    );
    const place = ({ gpu_config, model, batch_size }: Labels) =>
      1000 *
      FLEET.findIndex((one) => one.gpu_config === gpu_config && one.model === model && one.batch_size === batch_size);
    const slower = (affects: (labels: Labels) => boolean, factor = 0.9, percent = 1) =>
      changes(
        tableOf(40, FLEET, (night, labels) => ({
          output_throughput:
            1000 * (night >= 30 && affects(labels) ? factor : 1) * noise(1, night + place(labels), percent),
        }))
      );

    it('names what the affected series share, with fewer labels first', () => {
      const { incidents } = slower(({ model, gpu_config }) => model === 'alpha/one' && gpu_config === '8-gpu-h200');
      expect(incidents).toHaveLength(1);
      expect(incidents[0]).toMatchObject({
        better: false,
        state: 'open',
        previous: 29,
        scope: { labels: { gpu_config: ['8-gpu-h200'], model: ['alpha/one'] }, affected: 4, present: 4 },
        notes: [],
      });
      expect(slower(({ model }) => model === 'beta/two').incidents[0]?.scope.labels).toEqual({ model: ['beta/two'] });
    });

    it('keeps two causes of one night apart, and names each exactly', () => {
      const affects = ({ model, gpu_config, batch_size }: Labels) =>
        model === 'alpha/one' || (model === 'delta/four' && gpu_config === '8-gpu-b200' && batch_size === '64');
      const found = slower(affects).incidents.map(({ scope }) => scope);
      expect(found).toContainEqual({ labels: { model: ['alpha/one'] }, affected: 8, present: 8 });
      expect(found).toContainEqual({
        labels: { gpu_config: ['8-gpu-b200'], model: ['delta/four'], batch_size: ['64'] },
        affected: 1,
        present: 1,
      });
      expect(found).toHaveLength(2);
    });

    it('keeps the id of an incident that grows night by night, and reports it as new once', () => {
      const affects = ({ model, gpu_config }: Labels) => model === 'alpha/one' && gpu_config === '8-gpu-h200';
      let remembered: Knowledge['remembered'];
      const detection = new Detection();
      const history = [31, 32, 33, 34, 36, 40].map((nights) => {
        const table = tableOf(nights, FLEET, (night, labels) => ({
          output_throughput: 1000 * (night >= 30 && affects(labels) ? 0.95 : 1) * noise(1, night + place(labels), 1.5),
        }));
        const found = detection.changesNow(table, { remembered });
        ({ remembered } = found);
        return found.incidents.map(({ id, isNew, scope }) => ({ id, isNew, ...scope }));
      });
      expect(history[0]).toEqual([]);
      expect(new Set(history.flat().map(({ id }) => id)).size).toBe(1);
      expect(history.flat().filter(({ isNew }) => isNew).length).toBeGreaterThan(0);
      expect(history.at(-1)![0]!.isNew).toBe(false);
      expect(history.every((incidents) => incidents.length <= 1)).toBe(true);
      expect(history.flat().at(-1)).toMatchObject({ affected: 4, present: 4, labels: { model: ['alpha/one'] } });
    });

    it('says to check the runner first where unrelated models change alike on one config alone', () => {
      const [incident] = slower(({ gpu_config }) => gpu_config === '8-gpu-b200').incidents;
      expect(incident?.notes).toEqual([expect.stringContaining('Check the runner first')]);
      expect(slower(() => true).incidents[0]?.notes).toEqual([]);
    });

    it('puts the metrics of one series into one entry, and says where acceptance length explains throughput', () => {
      const found = changes(
        tableOf(40, [ONE], (night) => ({
          output_throughput: 1000 * (night >= 30 ? 0.85 : 1) * noise(1, night, 1),
          acc_length: 3 * (night >= 30 ? 0.9 : 1) * noise(2, night, 1),
        }))
      );
      expect(found.incidents).toHaveLength(1);
      expect(found.incidents[0]?.entries).toMatchObject([
        { events: [{ metric: 'output_throughput' }, { metric: 'acc_length' }] },
      ]);
      expect(found.incidents[0]?.notes).toEqual([expect.stringContaining('Acceptance length')]);
    });

    it('sees a small shift of several series together that each alone hides', () => {
      const found = slower(({ model, gpu_config }) => model === 'alpha/one' && gpu_config === '8-gpu-h200', 0.986, 1);
      expect(found.events).toMatchObject([{ members: 4, better: false, series: { labels: { model: 'alpha/one' } } }]);
      expect(Math.abs(found.events[0]!.change.percent)).toBeLessThan(2.5);
      expect(found.fleet).toMatchObject([
        { gpuConfig: '8-gpu-b200', shifts: 0 },
        { gpuConfig: '8-gpu-h200', shifts: 1, regressed: 0 },
      ]);
    });

    it('repeats no change of several series together that its members reported', () => {
      const found = slower(({ model }) => model === 'alpha/one');
      expect(found.events.length).toBeGreaterThan(0);
      expect(found.events.filter(({ members }) => members > 1)).toEqual([]);
    });

    it('counts each series once in the line of its config', () => {
      const { fleet } = slower(({ model, gpu_config }) => model === 'alpha/one' && gpu_config === '8-gpu-h200');
      expect(fleet.map(({ gpuConfig, series, regressed, isNew }) => [gpuConfig, series, regressed, isNew])).toEqual([
        ['8-gpu-b200', 16, 0, 0],
        ['8-gpu-h200', 16, 4, 0],
      ]);
    });
  });
});
