import { changedBy, changeEvent } from '../../../testing/changeEvents';
import { makeSeries } from '../../model/series';
import { isRunnerSuspect } from './runnerHint';

function fell(model: string, percent: number, gpu_config = 'h200') {
  return changeEvent({ series: makeSeries({ gpu_config, model }), ...changedBy(percent) });
}

const THREE = [fell('a/one', -10), fell('b/two', -10), fell('c/three', -10)];

describe('isRunnerSuspect', () => {
  it.each([
    ['models of three owners that fell alike', THREE, true],
    ['models of two owners', THREE.slice(1), false],
    ['three models of two owners', [...THREE.slice(1), fell('c/four', -10)], false],
    ['a second GPU configuration', [...THREE, fell('a/one', -10, 'b200')], false],
    ['one that fell half as much again', [fell('a/one', -9), fell('b/two', -6.2), fell('c/three', -7)], true],
    ['one that fell more than that', [fell('a/one', -10), fell('b/two', -6.2), fell('c/three', -7)], false],
    ['one that rose as much as the others fell', [fell('a/one', 100), fell('b/two', -50), fell('c/three', -50)], true],
    ['an owner of whose models most fell alike', [...THREE, fell('a/two', -10), fell('a/three', -50)], true],
  ])('with %s is %j', (_, events, expected) => {
    expect(isRunnerSuspect(events)).toBe(expected);
  });

  it('goes by the test suite where there is no model', () => {
    const suites = ['x', 'y', 'z'].map((test_suite) =>
      changeEvent({ series: makeSeries({ gpu_config: 'h', test_suite }) })
    );
    expect(isRunnerSuspect(suites)).toBe(true);
    expect(isRunnerSuspect(suites.slice(1))).toBe(false);
  });
});
