import { type Issue, makeIssue } from '../../model/issue';
import { type Row } from '../../model/night';
import { type Labels } from '../../catalogue/labels';
import { check } from '../check/check';
import { benchmarkSchema, groupedBenchmarkSchema, groupSchema } from '../check/schema';
import { type Result } from '../check/resultsOf';
import { type Flattened, readValues } from './rows';
import { type SeriesLengths, type SeriesPool } from '../../model/SeriesPool';

/** Rows of measurements that stand together in a document, as they came. */
interface RowList {
  readonly rows: readonly unknown[];
  readonly path: string;
  /** The lengths of the group that it is, which hold whatever its rows say. */
  readonly lengths?: { readonly input_len: number; readonly output_len: number };
}

/**
 * Returns the rows of one serving result: of `benchmarks_by_io_len` where it holds any, of `benchmarks` otherwise.
 * Never of both, for they are the same measurements twice.
 */
export function servingRows(result: Result, serverArgs: string, pool: SeriesPool): Flattened {
  const issues: Issue[] = [];
  const rows: Row[] = [];
  const seriesOf = pool.group(groupLabels(result), serverArgs);
  const nested = nestedLists(result, issues);
  const lists = nested.some((list) => list.rows.length > 0) ? nested : flatLists(result, issues);
  for (const { rows: raws, path, lengths } of lists) {
    raws.forEach((raw, index) => {
      const where = () => `${path}[${index}]`;
      const checked = lengths ? check(groupedBenchmarkSchema, raw, where) : check(benchmarkSchema, raw, where);
      if (!checked.value) {
        issues.push(checked.issue);
        return;
      }
      const measured = readValues(raw as Record<string, unknown>, 'serving', where);
      issues.push(...measured.issues);
      const series = seriesOf({ ...checked.value, ...lengths } as SeriesLengths);
      rows.push({ series, values: measured.values });
    });
  }
  return { rows, issues };
}

/** Returns the labels that a result gives to all its rows; a null variant is `default`. */
export function groupLabels(result: Result): Labels {
  return { gpu_config: result.gpu_config, model: result.model || 'unknown', variant: result.variant || 'default' };
}

function nestedLists(result: Result, issues: Issue[]): RowList[] {
  const nested = result.lists.benchmarks_by_io_len;
  if (nested === undefined || nested === null) {
    return [];
  }
  const path = `${result.path}.benchmarks_by_io_len`;
  if (typeof nested !== 'object') {
    issues.push(makeIssue('wrongType', path, 'an object', nested));
    return [];
  }
  return Object.entries(nested).flatMap(([name, raw]) => {
    const group = check(groupSchema, raw, () => `${path}.${name}`);
    if (!group.value) {
      issues.push(group.issue);
      return [];
    }
    const { benchmarks: rows, ...lengths } = group.value;
    return [{ rows, lengths, path: `${path}.${name}.benchmarks` }];
  });
}

function flatLists(result: Result, issues: Issue[]): RowList[] {
  const flat = result.lists.benchmarks;
  const path = `${result.path}.benchmarks`;
  if (!Array.isArray(flat)) {
    issues.push(makeIssue(flat === undefined ? 'missingField' : 'wrongType', path, 'a list', flat));
    return [];
  }
  return [{ rows: flat, path }];
}
