import { makeSeries } from '../../model/series';
import { changeEvent } from '../../../tests/support/changeEvents';
import { incident } from '../../../tests/support/incidents';
import { withTrades } from './trades';

const LABELS = { gpu_config: '8-gpu-h200', model: 'm', variant: 'TP8' };
const fall = changeEvent({
  id: 'fall',
  series: makeSeries({ ...LABELS, dataset: 'gsm8k' }),
  metric: 'accuracy',
  before: 0.95,
  after: 0.61,
  range: [40, 41],
});
const gain = changeEvent({
  id: 'gain',
  series: makeSeries({ ...LABELS, batch_size: '1' }),
  metric: 'output_throughput',
  state: 'improved',
  better: true,
  change: { percent: 8, low: 7, high: 9 },
  range: [40, 40],
});

const notesOf = (...events: ReadonlyArray<typeof fall>) =>
  withTrades(
    events.map((first) =>
      incident({ first, better: first.better, entries: [{ series: first.series, events: [first] }] })
    )
  ).map(({ notes }) => notes);

describe('an incident in which a model got faster and less accurate', () => {
  it('says both in one sentence, and so does that of its speed', () => {
    const said = ['Faster by 8.0 %, and gsm8k from 0.95 to 0.61.'];
    expect(notesOf(fall, gain)).toEqual([said, said]);
  });

  it('counts a shorter time as speed', () => {
    const shorter = { ...gain, metric: 'latency_ms' as const, change: { percent: -20, low: -21, high: -19 } };
    expect(notesOf(fall, shorter)[0]).toEqual(['Faster by 25.0 %, and gsm8k from 0.95 to 0.61.']);
  });

  it.each([
    ['another model got faster', { series: makeSeries({ ...LABELS, model: 'n' }) }],
    ['it was on another machine', { series: makeSeries({ ...LABELS, gpu_config: '8-gpu-b200' }) }],
    ['it was at another time', { range: [44, 45] as const }],
    ['it got slower', { better: false, state: 'regressed' as const }],
    ['the gain is over', { ended: 50 }],
  ])('says nothing of that where %s', (_, changed) => {
    expect(notesOf(fall, { ...gain, ...changed })).toEqual([[], []]);
  });
});
