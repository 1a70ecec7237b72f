import * as v from 'valibot';

import { UNKNOWN_GPU } from '../../catalogue/labels';
import { findMetric } from '../../catalogue/metrics';
import { isFields } from '../../lib/types';
import { makeIssue } from '../../model/issue';
import { makeSeries } from '../../model/series';
import { check } from '../check/check';
import { text } from '../check/schema';
import { measuredValues } from '../rows/rows';
import { type Form } from './form';

const schema = v.object({
  test_case: text,
  metric_name: text,
  value: v.unknown(),
  labels: v.optional(v.fallback(v.record(v.string(), v.unknown()), {}), {}),
});

/** What SGLang's tests write of what they measured: a line for one value of one test, by the name of its metric. */
export const testMetricsForm: Form = {
  title: 'metrics of tests',
  recognises: (document) => 'metric_name' in document && 'test_case' in document,
  read(document, where) {
    const checked = check(schema, document, () => where);
    if (!checked.value) {
      return { rows: [], issues: [checked.issue] };
    }
    const { test_case: test, metric_name: name, value, labels } = checked.value;
    const metric = findMetric(name);
    if (!metric) {
      return { rows: [], issues: [makeIssue('wrongType', `${where}.metric_name`, 'a metric that is known', name)] };
    }
    const { values, issues } = measuredValues({ value }, [{ field: 'value', metric: metric.id }], () => where);
    const { hardware, model } = isFields(labels) ? labels : {};
    const series = makeSeries({
      gpu_config: typeof hardware === 'string' && hardware ? hardware : UNKNOWN_GPU,
      model: typeof model === 'string' && model ? model : '',
      test_name: test,
    });
    return { rows: [{ series, values }], issues };
  },
};
