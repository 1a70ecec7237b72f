import { parse } from 'valibot';

import { Detection } from '../detect/detection';
import { buildNightTable } from '../table/nightTable';
import { makeSeries } from '../model/series';
import { answer } from './answer';
import { nightQuerySchema, type SavedQuery } from './nightQuery';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 9, 20);

/** Nights a day apart up to a day before now; each names the GPU configurations that ran. */
function numbers(
  nights: ReadonlyArray<readonly string[]>,
  as: SavedQuery['as'],
  acknowledged?: Readonly<Record<string, string>>
) {
  const table = buildNightTable(
    nights.map((configs, at) => ({
      run: {
        id: `${at + 1}`,
        attempt: 1,
        time: NOW - (nights.length - at) * 24 * HOUR,
        commit: `${at}a`.repeat(4),
        branch: 'main',
        event: 'schedule',
        conclusion: 'success',
      },
      rows: configs.map((gpu) => ({ series: makeSeries({ gpu_config: gpu, model: 'm' }), values: { latency_ms: 1 } })),
      issues: [],
    }))
  );
  const acknowledgements = acknowledged ? [{ labels: acknowledged, reason: 'Broken fan' }] : [];
  const findings = new Detection({}).changesNow(table, { acknowledgements, now: NOW });
  const options = { from: NOW - 1e10, to: NOW + 1e10, now: NOW, repositoryUrl: '', notices: [], findings };
  const [frame] = answer(table, parse(nightQuerySchema, { kind: 'runs', as }), options);
  return frame!.columns.map(({ labels, values }) => [labels?.gpu_config ?? '', values[0]]);
}

describe('the age of the newest run', () => {
  it('is in hours, of the newest run with results', () => {
    expect(numbers([['a'], ['a']], 'age')).toEqual([['', 24]]);
    expect(numbers([['a'], []], 'age')).toEqual([['', 48]]);
  });

  it('is nothing where no run has results', () => {
    expect(numbers([[], []], 'age')).toEqual([]);
    expect(numbers([], 'age')).toEqual([]);
  });
});

describe('how far GPU configurations are behind', () => {
  const regular = Array.from({ length: 10 }, () => ['a', 'b']);

  it('is 0 where all ran', () => {
    expect(numbers(regular, 'behind')).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });

  it('is the time from the last night of one to the newest of all', () => {
    expect(numbers([...regular, ['a'], ['a']], 'behind')).toEqual([
      ['a', 0],
      ['b', 48],
    ]);
  });

  it('is 0 where the absence is acknowledged, and that of another is not', () => {
    const nights = [...regular, ['a'], ['a']];
    expect(numbers(nights, 'behind', { gpu_config: 'b', state: 'not run' })).toContainEqual(['b', 0]);
    expect(numbers(nights, 'behind', { gpu_config: 'a', state: 'not run' })).toContainEqual(['b', 48]);
  });

  it('is nothing where there are no nights', () => {
    expect(numbers([], 'behind')).toEqual([]);
  });
});
