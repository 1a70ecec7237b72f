import { type ChangeEvent, makeSeries } from '../../src/core';

/** Returns a regression of 10 % that began with run 5 and holds, with whatever is said of it. */
export function changeEvent(said: Partial<ChangeEvent> = {}): ChangeEvent {
  const onset = said.onset ?? 5;
  return {
    id: 'event',
    series: makeSeries({ gpu_config: 'h200', model: 'owner/model', variant: 'TP8', batch_size: '1' }),
    metric: 'output_throughput',
    members: 1,
    state: 'regressed',
    better: false,
    severity: 'critical',
    change: { percent: -10, low: -11, high: -9 },
    before: 1000,
    after: 900,
    z: 9,
    onset,
    range: [onset, onset],
    previous: onset - 1,
    reported: onset + 1,
    isNew: false,
    measured: true,
    smallestDetectable: 2,
    notes: [],
    ...said,
  };
}

/** What is said of an event that changed by so much for certain, in %. */
export function changedBy(percent: number): Pick<ChangeEvent, 'change'> {
  return { change: { percent, low: percent, high: percent } };
}
