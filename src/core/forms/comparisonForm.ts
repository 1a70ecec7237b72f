import { median } from 'simple-statistics';
import * as v from 'valibot';

import { distinctRows } from '../flatten/distinctRows';
import { measuredValues, type MeasuredField } from '../flatten/measuredValues';
import { type Fields, isFields } from '../model/fields';
import { makeIssue, type Issue } from '../model/issue';
import { UNKNOWN_GPU } from '../model/labels';
import { type Row } from '../model/night';
import { makeSeries } from '../model/series';
import { check } from '../validate/check';
import { text } from '../validate/schema';
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

/** Where these were measured several times, their median is the value. */
const SAMPLES: Readonly<Record<string, string>> = {
  latency_s: 'latency_samples_s',
  server_latency_s: 'server_latency_samples_s',
};

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
      const measured = measuredValues(withMedians(raw as Fields), MEASURED, () => path);
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
      return [{ series, values: failure ? {} : { ...measured.values, ...stages.values }, ...(failure && { failure }) }];
    });
    return { rows: distinctRows(rows), issues };
  },
};

function withMedians(result: Fields): Fields {
  const medians = Object.entries(SAMPLES).flatMap(([field, samples]) => {
    const numbers = Array.isArray(result[samples]) ? result[samples].filter(Number.isFinite) : [];
    return numbers.length > 0 && result[field] !== null ? [[field, median(numbers as number[])] as const] : [];
  });
  return { ...result, ...Object.fromEntries(medians) };
}

function stagesOf({ server_stage_medians_ms: stages }: Fields): Fields {
  return isFields(stages) ? stages : {};
}
