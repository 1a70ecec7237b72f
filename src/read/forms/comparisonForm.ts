import { median, sampleStandardDeviation } from 'simple-statistics';
import * as v from 'valibot';

import { distinctRows, type MeasuredField, measuredValues } from '../rows/rows';
import { type Fields, isFields } from '../../lib/types';
import { makeIssue, type Issue } from '../../model/issue';
import { UNKNOWN_GPU } from '../../catalogue/labels';
import { type MetricValues } from '../../catalogue/metrics';
import { type Row } from '../../model/night';
import { makeSeries } from '../../model/series';
import { check } from '../check/check';
import { text } from '../check/schema';
import { type Form } from './form';

const resultSchema = v.object({
  case_id: text,
  framework: v.nullish(text, ''),
  model: v.nullish(text, ''),
  gpu_config: v.nullish(text, ''),
  methodology: v.nullish(text, ''),
  error: v.nullish(v.string(), ''),
});

const MS_PER_S = 1000;

/** Milliseconds, of seconds where it says so. */
const MEASURED: readonly MeasuredField[] = [
  { field: 'latency_s', metric: 'e2e_ms', factor: MS_PER_S },
  { field: 'server_latency_s', metric: 'server_e2e_ms', factor: MS_PER_S },
  { field: 'first_request_latency_s', metric: 'first_request_ms', factor: MS_PER_S },
  { field: 'median_denoise_step_ms', metric: 'median_denoise_ms' },
];

const STAGES: readonly MeasuredField[] = [
  { field: 'TextEncodingStage', metric: 'text_encoding_ms' },
  { field: 'DenoisingStage', metric: 'denoising_ms' },
  { field: 'DecodingStage', metric: 'decoding_ms' },
];

/** Where these were measured several times, their median is the value, and their spread says how exact it is. */
const SAMPLES = [
  { field: 'latency_s', samples: 'latency_samples_s', metric: 'e2e_ms' },
  { field: 'server_latency_s', samples: 'server_latency_samples_s', metric: 'server_e2e_ms' },
] as const;
/** The standard error of a median, of normal values, in standard errors of their mean. */
const OF_MEDIAN = Math.sqrt(Math.PI / 2);

/**
 * SGLang's diffusion suites since 2026: `results` of cases, each with a latency or the reason why there is none. It names no
 * GPU configuration. https://github.com/sgl-project/ci-data-diffusion
 */
export const comparisonForm: Form = {
  title: 'comparison',
  recognises: ({ results }) =>
    Array.isArray(results) && results.some((result) => isFields(result) && 'case_id' in result),
  read(document, where) {
    const issues: Issue[] = [];
    const rows = (document.results as unknown[]).flatMap((raw, index): Row[] => {
      const path = `${where}: results[${index}]`;
      const checked = check(resultSchema, raw, () => path);
      if (!checked.value) {
        issues.push(checked.issue);
        return [];
      }
      const { case_id, error, ...labels } = checked.value;
      const { medians, errors } = ofSamples(raw as Fields);
      const measured = measuredValues({ ...(raw as Fields), ...medians }, MEASURED, () => path);
      const stages = measuredValues(stagesOf(raw as Fields), STAGES, () => `${path}.server_stage_medians_ms`);
      issues.push(...measured.issues, ...stages.issues);
      const failure = measured.values.e2e_ms === undefined ? error || 'no latency' : undefined;
      if (failure) {
        issues.push(makeIssue('testFailed', `${path} (${case_id})`, 'a latency', failure));
      }
      const series = makeSeries({
        gpu_config: labels.gpu_config || UNKNOWN_GPU,
        model: labels.model || 'unknown',
        framework: labels.framework,
        case: case_id,
        methodology: labels.methodology || (typeof document.methodology === 'string' ? document.methodology : ''),
      });
      return [
        failure
          ? { series, values: {}, failure }
          : { series, values: { ...measured.values, ...stages.values }, ...(errors && { errors }) },
      ];
    });
    return { rows: distinctRows(rows), issues };
  },
};

/** Returns the medians of what was measured several times, by field, and their standard errors as shares of them, by metric. */
function ofSamples(result: Fields): { readonly medians: Fields; readonly errors?: MetricValues } {
  const measured = SAMPLES.flatMap(({ field, samples, metric }) => {
    const given: unknown = result[samples];
    const numbers = Array.isArray(given) ? (given.filter(Number.isFinite) as number[]) : [];
    return numbers.length > 0 && result[field] !== null ? [{ field, metric, numbers, value: median(numbers) }] : [];
  });
  const errors = measured.flatMap(({ metric, numbers, value }) => {
    const isSpread = numbers.length > 1 && value > 0;
    return isSpread
      ? [[metric, (OF_MEDIAN * sampleStandardDeviation(numbers)) / Math.sqrt(numbers.length) / value] as const]
      : [];
  });
  return {
    medians: Object.fromEntries(measured.map(({ field, value }) => [field, value])),
    ...(errors.length > 0 && { errors: Object.fromEntries(errors) }),
  };
}

function stagesOf({ server_stage_medians_ms: stages }: Fields): Fields {
  return isFields(stages) ? stages : {};
}
