import { type Issue, makeIssue } from '../../model/issue';
import { makeSeries } from '../../model/series';
import { check } from '../check/check';
import { testSchema } from '../check/schema';
import { type Result } from '../check/resultsOf';
import { type Flattened, readValues } from './rows';

/** Whether a result is an image or video generation suite: it has tests, or says so, and no benchmarks. */
export function isDiffusion(result: Result): boolean {
  return (
    result.test_type === 'diffusion' || (Array.isArray(result.lists.tests) && result.lists.benchmarks === undefined)
  );
}

/** Returns a row for each test of a diffusion suite. */
export function diffusionRows(result: Result): Flattened {
  const { tests } = result.lists;
  if (!Array.isArray(tests)) {
    return { rows: [], issues: [makeIssue('wrongType', `${result.path}.tests`, 'a list', tests)] };
  }
  const issues: Issue[] = [];
  const rows = tests.flatMap((raw: unknown, index) => {
    const where = () => `${result.path}.tests[${index}]`;
    const test = check(testSchema, raw, where);
    if (!test.value) {
      issues.push(test.issue);
      return [];
    }
    const measured = readValues(raw as Record<string, unknown>, 'diffusion', where);
    issues.push(...measured.issues);
    const { gpu_config, test_suite } = result;
    const labels = { gpu_config, test_suite: test_suite || 'unknown', test_name: test.value.test_name };
    return [{ series: makeSeries(labels), values: measured.values }];
  });
  return { rows, issues };
}
