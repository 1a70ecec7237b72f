import { flatten } from '../rows/flatten';
import { resultsOf } from '../check/resultsOf';
import { type Form } from './form';

/**
 * The document that SGLang's nightly run consolidates, and the one of a single machine, which holds a part of the same:
 * `results`, each with `benchmarks` or `tests`.
 */
export const nightlyForm: Form = {
  title: 'consolidated and per machine',
  recognises: (document) => 'results' in document,
  read(document, where, pool) {
    const { results, issues } = resultsOf(document, where);
    const flat = flatten(results, pool);
    return { rows: flat.rows, issues: [...issues, ...flat.issues] };
  },
};
