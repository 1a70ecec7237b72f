import * as v from 'valibot';

import { type Fields, isFields } from '../../lib/types';
import { type Issue } from '../../model/issue';
import { type Row } from '../../model/night';
import { machineOf } from '../check/resultsOf';
import { text } from '../check/schema';
import { belowThreshold, flatForm, type Form } from './form';

const schema = v.object({
  gpu_config: text,
  model: v.nullish(text, ''),
  variant: v.nullish(text, ''),
  dataset: text,
});

/** One score of one model on one set of questions. */
const scoreForm = flatForm({
  title: 'accuracy of one model',
  recognises: isScore,
  schema,
  labels: ({ gpu_config, model, variant, dataset }) => ({
    gpu_config,
    model: model || 'unknown',
    variant: variant || 'default',
    dataset,
  }),
  measured: [
    { field: 'score', metric: 'accuracy' },
    { field: 'baseline', metric: 'accuracy_threshold' },
  ],
  failure: ({ passed }, values) => belowThreshold(values) ?? (passed === false ? 'it did not pass' : undefined),
});

function isScore(result: unknown): result is Fields {
  return isFields(result) && 'dataset' in result && 'score' in result;
}

/** The accuracy of models, beside the speed of the same machine: `results` of scores, each with what is asked of it. */
export const accuracyForm: Form = {
  title: 'accuracy',
  recognises: ({ results }) => Array.isArray(results) && results.some(isScore),
  read(document, where, pool) {
    const withMachine = machineOf(document);
    const read = (document.results as unknown[]).map((result, index) =>
      scoreForm.read(withMachine(isFields(result) ? result : {}) as Fields, `${where}: results[${index}]`, pool)
    );
    return {
      rows: read.flatMap(({ rows }): readonly Row[] => rows),
      issues: read.flatMap(({ issues }): readonly Issue[] => issues),
    };
  },
};
