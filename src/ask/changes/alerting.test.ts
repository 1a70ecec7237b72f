import fc from 'fast-check';
import { parse } from 'valibot';

import { noiseAt } from '../../../tests/support/subjects';
import { type ChangeEvent, isOpenRegression } from '../../detect/events/changeEvent';
import { type Changes } from '../../detect/changes';
import { Detection } from '../../detect/detection';
import { buildNightTable, type NightTable } from '../../table/nightTable';
import { type Night } from '../../model/night';
import { makeSeries, type Series } from '../../model/series';
import { type Column } from '../../model/table';
import { MS_PER_DAY } from '../../lib/time';
import { answer } from '../answer';
import { nightQuerySchema, type SavedQuery } from '../nightQuery';

const NIGHTS = 40;
const METRICS = ['output_throughput', 'latency_ms', 'ttft_ms'] as const;
const MODELS = ['a/one', 'b/two', 'c/three', 'd/four'];
const SERIES = ['8-gpu-h200', '8-gpu-b200'].flatMap((gpuConfig) =>
  MODELS.flatMap((model) =>
    ['1', '64'].map((batchSize) =>
      makeSeries({ gpu_config: gpuConfig, model, variant: 'TP8', batch_size: batchSize, input_len: '4096' })
    )
  )
);

interface Shift {
  readonly night: number;
  readonly until: number;
  readonly factor: number;
  readonly gpuConfig?: string;
  readonly models: readonly string[];
}

interface Fleet {
  readonly seed: number;
  readonly noise: number;
  readonly shifts: readonly Shift[];
  readonly lost: ReadonlyArray<readonly [number, number]>;
}

const shift: fc.Arbitrary<Shift> = fc.record({
  night: fc.integer({ min: 10, max: NIGHTS - 2 }),
  until: fc.constantFrom(NIGHTS, NIGHTS, 30),
  factor: fc.constantFrom(0.8, 0.9, 0.94, 1.1),
  gpuConfig: fc.constantFrom(undefined, '8-gpu-h200'),
  models: fc.subarray(MODELS, { minLength: 1 }),
});

/** Fleets in which up to three causes begin and end, and in which series are missing here and there. */
const fleet: fc.Arbitrary<Fleet> = fc.record({
  seed: fc.nat(1000),
  noise: fc.constantFrom(0.004, 0.015, 0.03),
  shifts: fc.array(shift, { maxLength: 3 }),
  lost: fc.array(fc.tuple(fc.nat(SERIES.length - 1), fc.nat(NIGHTS - 1)), { maxLength: 20 }),
});

function nightsOf({ seed, noise, shifts, lost }: Fleet): Night[] {
  const factorOf = ({ labels }: Series, night: number) =>
    shifts
      .filter(
        ({ night: from, until, gpuConfig, models }) =>
          night >= from &&
          night < until &&
          models.includes(labels.model!) &&
          (gpuConfig === undefined || gpuConfig === labels.gpu_config)
      )
      .reduce((product, { factor }) => product * factor, 1);
  return Array.from({ length: NIGHTS }, (_, night) => ({
    run: {
      id: String(1000 + night),
      attempt: 1,
      time: night * MS_PER_DAY,
      commit: String(night).padStart(40, '0'),
      branch: 'main',
      event: 'schedule',
      conclusion: 'success',
    },
    rows: SERIES.flatMap((series, index) => {
      const values = METRICS.map((metric, at) => {
        const speed = factorOf(series, night) * Math.exp(noise * noiseAt(seed + 31 * index + 7 * at, night));
        return [metric, metric === 'output_throughput' ? 1000 * speed : 1000 / speed] as const;
      });
      const isLost = lost.some(([one, on]) => one === index && on === night);
      return isLost ? [] : [{ series, values: Object.fromEntries(values) }];
    }),
    issues: [],
  }));
}

/** The sets of labels of the numbers that leave for an alert rule. */
function alertsOf(table: NightTable, found: Changes, per: 'incident' | 'series'): string[] {
  const query = parse(nightQuerySchema, { kind: 'changes', view: 'alerts', per });
  const options = {
    from: -Infinity,
    to: Infinity,
    now: NIGHTS * MS_PER_DAY,
    repositoryUrl: '',
    notices: [],
    findings: found,
  };
  return answer(table, query, options).flatMap(({ columns }) =>
    columns.filter(({ type }) => type === 'number').map(({ labels }) => JSON.stringify(labels))
  );
}

/** A GPU configuration, or some models on it, that are not measured any more. */
interface Gone {
  readonly since: number;
  readonly gpuConfig: string;
  readonly models: readonly string[];
}

const gone: fc.Arbitrary<Gone> = fc.record({
  // Absent from two runs it is missing, and after fourteen it ended.
  since: fc.integer({ min: NIGHTS - 13, max: NIGHTS - 3 }),
  gpuConfig: fc.constantFrom('8-gpu-h200', '8-gpu-b200'),
  models: fc.subarray(MODELS, { minLength: 1 }),
});

function without(nights: readonly Night[], { since, gpuConfig, models }: Gone): Night[] {
  const isGone = ({ series: { labels } }: Night['rows'][number]) =>
    labels.gpu_config === gpuConfig && models.includes(labels.model!);
  return nights.map((night, at) => (at < since ? night : { ...night, rows: night.rows.filter((row) => !isGone(row)) }));
}

function columnsOf(table: NightTable, found: Changes, asked: SavedQuery): readonly Column[] {
  const options = {
    from: -Infinity,
    to: Infinity,
    now: NIGHTS * MS_PER_DAY,
    repositoryUrl: '',
    notices: [],
    findings: found,
  };
  return answer(table, parse(nightQuerySchema, asked), options).flatMap(({ columns }) => columns);
}

const valuesOf = (columns: readonly Column[], name: string) =>
  columns.find((column) => column.name === name)?.values ?? [];

const openOf = (found: Changes) => found.incidents.filter(({ better, state }) => !better && state === 'open');
const idsOf = (events: readonly ChangeEvent[]) => events.map(({ id }) => id).sort();

describe('what leaves for alert rules, in any fleet', () => {
  it('has each open regression in exactly one open incident, and each of those as one number of its own labels', () => {
    fc.assert(
      fc.property(fleet, (given) => {
        const table = buildNightTable(nightsOf(given));
        const found = new Detection().changesNow(table);
        const members = openOf(found).flatMap(({ entries }) => entries.flatMap(({ events }) => events));
        const open = found.events.filter(isOpenRegression);
        expect(idsOf(members.filter(isOpenRegression))).toEqual(idsOf(open));
        const alerts = alertsOf(table, found, 'incident');
        expect(new Set(alerts).size).toBe(alerts.length);
        expect(alerts).toHaveLength(openOf(found).length);
        const bySeries = alertsOf(table, found, 'series');
        expect(new Set(bySeries).size).toBe(bySeries.length);
      }),
      { seed: 1, numRuns: 40 }
    );
  }, 60_000);

  it('is the same in whichever order the nights came', () => {
    fc.assert(
      fc.property(fleet, (given) => {
        const nights = nightsOf(given);
        const said = (all: readonly Night[]) => {
          const table = buildNightTable(all);
          return alertsOf(table, new Detection().changesNow(table), 'incident').sort();
        };
        expect(said([...nights].reverse())).toEqual(said(nights));
      }),
      { seed: 2, numRuns: 15 }
    );
  }, 60_000);

  it('keeps the id and the labels of an alert while nights come in and its incident stays open', () => {
    fc.assert(
      fc.property(fleet, (given) => {
        const nights = nightsOf(given);
        const detection = new Detection();
        let remembered;
        const seen = new Map<string, string>();
        for (let count = 30; count <= NIGHTS; count++) {
          const table = buildNightTable(nights.slice(0, count));
          const found: Changes = detection.changesNow(table, { remembered });
          remembered = found.remembered;
          for (const alert of alertsOf(table, found, 'incident')) {
            const { incident } = JSON.parse(alert) as { incident: string };
            expect(seen.get(incident) ?? alert).toBe(alert);
            seen.set(incident, alert);
          }
        }
      }),
      { seed: 3, numRuns: 12 }
    );
  }, 60_000);
});

describe('what was measured before and is not now, in any fleet', () => {
  it('is in no cell of the matrix, line of the fleet or number of a rule as if it were well', () => {
    fc.assert(
      fc.property(fleet, gone, (given, lost) => {
        const table = buildNightTable(without(nightsOf(given), lost));
        const found = new Detection().changesNow(table, { now: NIGHTS * MS_PER_DAY });
        const matrix = columnsOf(table, found, { kind: 'changes', view: 'matrix' });
        for (const model of lost.models) {
          // After the last night, where the next one is late, the cells are empty.
          const cells: readonly unknown[] = valuesOf(matrix, `${model} ${lost.gpuConfig}`);
          expect(cells.findLast((state) => state !== null)).not.toMatch(/^(ok|improved)$/);
        }
        const lines = columnsOf(table, found, { kind: 'changes', view: 'fleet' });
        const line = [...valuesOf(lines, 'gpu_config')].findIndex((gpuConfig) => gpuConfig === lost.gpuConfig);
        expect(valuesOf(lines, 'state')[line]).not.toMatch(/^(ok|improved)$/);
        const numbers = [
          ...columnsOf(table, found, { kind: 'changes', view: 'failures' }),
          ...columnsOf(table, found, { kind: 'runs', as: 'behind' }),
        ].filter(({ labels }) => labels?.gpu_config === lost.gpuConfig);
        expect(numbers.some(({ values }) => Number(values[0]) > 0)).toBe(true);
      }),
      { seed: 4, numRuns: 30 }
    );
  }, 60_000);
});

describe('a query with a filter, in any fleet', () => {
  it('shows nothing of what it filters out', () => {
    fc.assert(
      fc.property(fleet, gone, fc.constantFrom(...MODELS), (given, lost, model) => {
        const table = buildNightTable(without(nightsOf(given), lost));
        const found = new Detection().changesNow(table, { now: NIGHTS * MS_PER_DAY });
        const filter = { model: [model] };
        for (const view of ['events', 'series'] as const) {
          const columns = columnsOf(table, found, { kind: 'changes', view, filter });
          expect(valuesOf(columns, 'model').every((shown) => shown === model || shown === null)).toBe(true);
        }
        const cells = columnsOf(table, found, { kind: 'changes', view: 'matrix', filter });
        const others = cells.filter(({ name, type }) => type === 'string' && !name.startsWith(`${model} `));
        expect(others.map(({ name }) => name)).toEqual([]);
        const latest = columnsOf(table, found, { kind: 'latest', metrics: ['ttft_ms'], filter });
        expect([...new Set<unknown>(valuesOf(latest, 'model'))]).toEqual([model]);
      }),
      { seed: 5, numRuns: 20 }
    );
  }, 60_000);
});
