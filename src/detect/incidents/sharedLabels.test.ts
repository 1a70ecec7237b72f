import { makeSeries } from '../../model/series';
import { type Labels } from '../../catalogue/labels';
import { metricOf, type MetricId } from '../../catalogue/metrics';
import { type Subject } from '../events/eventContext';
import { sharedLabels } from './sharedLabels';

const subject = (labels: Labels, metric: MetricId = 'acc_length') =>
  ({ series: makeSeries(labels), metric: metricOf(metric) }) as Subject;
const shared = (...subjects: Subject[]) => sharedLabels('acc_length', subjects);
const other = (labels: Labels) => subject(labels, 'ttft_ms');

describe('sharedLabels', () => {
  it('is what all series with a metric share and not all others: the model before the GPU configuration', () => {
    const own = subject({ model: 'm', gpu_config: 'g' });
    expect(shared(own, other({ model: 'n', gpu_config: 'g' }))).toEqual({ model: ['m'] });
    expect(shared(own, other({ model: 'm', gpu_config: 'h' }))).toEqual({ gpu_config: ['g'] });
    expect(shared(own, other({ model: 'n', gpu_config: 'g' }), other({ model: 'm', gpu_config: 'h' }))).toEqual({
      model: ['m'],
    });
    expect(shared(subject({ model: 'm' }), other({ model: 'm', variant: 'x' }), other({ model: 'n' }))).toEqual({
      model: ['m'],
    });
  });

  it('is nothing where they share no label, where they lack it, and where every series has the metric', () => {
    const own = subject({ model: 'm', gpu_config: 'g' });
    expect(shared(own, subject({ model: 'n', gpu_config: 'h' }), other({ model: 'o' }))).toEqual({});
    expect(shared(subject({ variant: 'x' }), other({ model: 'n' }))).toEqual({});
    expect(shared(own, other({ model: 'm', gpu_config: 'g', variant: 'x' }))).toEqual({});
    // The other metrics of the same series are no others.
    expect(shared(own, other({ model: 'm', gpu_config: 'g' }))).toEqual({});
    expect(shared()).toEqual({});
    expect(shared(other({ model: 'm' }))).toEqual({});
  });
});
