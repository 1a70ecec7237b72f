import { type Issue, makeIssue } from '../model/issue';
import { type Row } from '../model/night';
import { type Labels } from '../model/labels';
import { makeSeries } from '../model/series';
import { check } from '../validate/check';
import { benchmarkSchema, groupSchema } from '../validate/schema';
import { type Result } from '../validate/validate';
import { readValues } from './readValues';

/** What flattening gives: rows, and what was dropped on the way. */
export interface Flattened {
  readonly rows: readonly Row[];
  readonly issues: readonly Issue[];
}

interface Located {
  readonly raw: unknown;
  readonly path: string;
  /** The lengths of the group that it is in, which hold whatever itself says. */
  readonly lengths?: { readonly input_len: number; readonly output_len: number };
}

/**
 * Returns the rows of one serving result: of `benchmarks_by_io_len` where it holds any, of `benchmarks` otherwise.
 * Never of both, for they are the same measurements twice.
 */
export function servingRows(result: Result, serverArgs: string): Flattened {
  const issues: Issue[] = [];
  const nested = nestedBenchmarks(result, issues);
  const labels = groupLabels(result);
  const rows = (nested.length > 0 ? nested : flatBenchmarks(result, issues)).flatMap((located) => {
    const { raw, path } = located;
    const benchmark = check(benchmarkSchema, checkedPart(located), path);
    if (!benchmark.value) {
      issues.push(benchmark.issue);
      return [];
    }
    const measured = readValues(raw as Record<string, unknown>, 'serving', path);
    issues.push(...measured.issues);
    const { batch_size, input_len, output_len } = benchmark.value;
    const lengths = { batch_size: `${batch_size}`, input_len: `${input_len}`, output_len: `${output_len}` };
    return [{ series: makeSeries({ ...labels, ...lengths, server_args: serverArgs }), values: measured.values }];
  });
  return { rows, issues };
}

/** Returns the labels that a result gives to all its rows; a null variant is `default`. */
export function groupLabels(result: Result): Labels {
  return { gpu_config: result.gpu_config, model: result.model || 'unknown', variant: result.variant || 'default' };
}

function nestedBenchmarks(result: Result, issues: Issue[]): Located[] {
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
    const group = check(groupSchema, raw, `${path}.${name}`);
    if (!group.value) {
      issues.push(group.issue);
      return [];
    }
    const { benchmarks, ...lengths } = group.value;
    return benchmarks.map((row, index) => ({
      raw: row,
      path: `${path}.${name}.benchmarks[${index}]`,
      lengths,
    }));
  });
}

function flatBenchmarks(result: Result, issues: Issue[]): Located[] {
  const flat = result.lists.benchmarks;
  if (!Array.isArray(flat)) {
    issues.push(
      makeIssue(flat === undefined ? 'missingField' : 'wrongType', `${result.path}.benchmarks`, 'a list', flat)
    );
    return [];
  }
  return flat.map((raw: unknown, index) => ({ raw, path: `${result.path}.benchmarks[${index}]` }));
}

function checkedPart({ raw, lengths }: Located): unknown {
  return lengths && isObject(raw) ? { batch_size: raw.batch_size, ...lengths } : raw;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
