import { nightsOfOneRun } from '../../../tests/support/subjects';
import { type Labels } from '../../catalogue/labels';
import { makeSeries, type Series } from '../../model/series';
import { type GpuConfig } from '../observed/gpuConfigs';
import { subjectOf, workloadChangesOf } from './workloadChanges';

const NIGHTS = 20;
const OBSERVED = { ...nightsOfOneRun(NIGHTS), nights: Array.from({ length: NIGHTS }, (_, night) => [10 * night]) };
const of = (length: number, model = 'm') => makeSeries({ model, input_len: `${length}` });
const from = (first: number, last = NIGHTS - 1) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

function config(...series: ReadonlyArray<readonly [Series, readonly number[]]>): GpuConfig {
  return {
    gpuConfig: 'h200',
    nights: [...new Set(series.flatMap(([, nights]) => nights))].sort((a, b) => a - b),
    series: series.map(([one, nights]) => ({ series: one, nights, lastGood: -1 })),
  };
}

const changes = (...configs: GpuConfig[]) =>
  workloadChangesOf(configs, OBSERVED).map(({ run, ended, began }) => ({
    run,
    ended: ended.map(({ labels }) => `${labels.model} ${labels.input_len}`),
    began: began.map(({ labels }) => `${labels.model} ${labels.input_len}`),
  }));

describe('workloadChangesOf', () => {
  it('finds the night with which half of a model ends and other series of it begin', () => {
    const half = config([of(1), from(0)], [of(2), from(0, 11)], [of(3), from(12)], [of(4), from(12)]);
    expect(changes(half)).toEqual([{ run: 120, ended: ['m 2'], began: ['m 3', 'm 4'] }]);
    const less = config([of(1), from(0)], [of(2), from(0)], [of(3), from(0, 11)], [of(4), from(12)]);
    expect(changes(less)).toEqual([]);
  });

  it('counts what was measured in the night before, in whichever that was', () => {
    const gone = config([of(1), from(0, 5)], [of(2), from(0)], [of(3), from(0, 11)], [of(4), from(12)]);
    expect(changes(gone)).toEqual([{ run: 120, ended: ['m 3'], began: ['m 4'] }]);
    const paused = config([of(1), from(0, 8)], [of(2), from(12)]);
    expect(changes(paused)).toEqual([{ run: 120, ended: ['m 1'], began: ['m 2'] }]);
  });

  it('takes no first night for a change, nor series that only end or only begin', () => {
    expect(changes(config([of(1), from(3)], [of(2), from(3, 9)]))).toEqual([]);
    expect(changes(config([of(1), from(0)], [of(2), from(12)]))).toEqual([]);
    expect(changes(config([of(1), from(0, 11)], [of(2), from(12)]), config([of(1), from(0)]))).toHaveLength(1);
    // Of another model.
    expect(changes(config([of(1), from(0, 11)], [of(2, 'n'), from(12)]))).toEqual([]);
  });

  it('makes one of all that change with one night, and gives them in their order', () => {
    const late = config([of(1, 'late'), from(0, 14)], [of(2, 'late'), from(15)]);
    const early = config([of(1, 'early'), from(0, 4)], [of(2, 'early'), from(5)]);
    const same = config([of(1, 'same'), from(0, 14)], [of(2, 'same'), from(15)]);
    expect(changes(late, early, same)).toEqual([
      { run: 50, ended: ['early 1'], began: ['early 2'] },
      { run: 150, ended: ['late 1', 'same 1'], began: ['late 2', 'same 2'] },
    ]);
  });
});

describe('subjectOf', () => {
  it('is the model, or the suite of tests', () => {
    const labels: Labels[] = [{ model: 'm', test_suite: 's' }, { test_suite: 's' }, {}];
    expect(labels.map(subjectOf)).toEqual(['m', 's', '']);
  });
});
