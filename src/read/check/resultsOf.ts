import type * as v from 'valibot';

import { type Fields, isFields } from '../../lib/types';
import { type Issue, makeIssue } from '../../model/issue';
import { check } from './check';
import { resultSchema } from './schema';

/** One entry of a document's `results`, its own fields checked; its lists are checked row by row when flattened. */
export interface Result extends v.InferOutput<typeof resultSchema> {
  /** The way to it, for issues. */
  readonly path: string;
  readonly lists: Readonly<Record<string, unknown>>;
}

/**
 * Returns the results of a document that are sound; what is wrong with one costs only itself. A machine that writes its own
 * document may name its GPU configuration there once.
 */
export function resultsOf(
  document: Readonly<Record<string, unknown>>,
  where: string
): { readonly results: readonly Result[]; readonly issues: readonly Issue[] } {
  if (!Array.isArray(document.results) || document.results.length === 0) {
    return { results: [], issues: [makeIssue('noResults', `${where}: results`, 'results', document.results)] };
  }
  const withMachine = machineOf(document);
  const results: Result[] = [];
  const issues: Issue[] = [];
  document.results.forEach((raw: unknown, index) => {
    const path = `${where}: results[${index}]`;
    const result = check(resultSchema, withMachine(raw), () => path);
    if (result.value) {
      results.push({ ...result.value, path, lists: raw as Record<string, unknown> });
    } else {
      issues.push(result.issue);
    }
  });
  return { results, issues };
}

/** Returns how to give a result the GPU configuration that its document names once, where it names none itself. */
export function machineOf({ gpu_config: own, runner_config: runner }: Fields): (result: unknown) => unknown {
  const machine = own ?? runner;
  return (result) => (machine !== undefined && isFields(result) ? { gpu_config: machine, ...result } : result);
}
