import { type MetricFindValue } from '@grafana/data';

import { type QueryResponse } from '../core';

const RELATIVE = [
  { text: 'Latest', value: 'latest' },
  { text: 'Run before', value: 'previous' },
  { text: '7 days earlier', value: 'days:7' },
  { text: '30 days earlier', value: 'days:30' },
];

/**
 * Returns the nights that a variable offers: first those that move with time, then the latest of each other branch, then
 * every run with results, newest first. `response` answers a query of kind `runs` with refId `A`.
 */
export function nightOptions({ results }: QueryResponse): MetricFindValue[] {
  const frame = results.A?.frames[0];
  const column = (name: string): readonly unknown[] => {
    const at = frame?.schema.fields.findIndex((field) => field.name === name) ?? -1;
    return frame?.data.values[at] ?? [];
  };
  const [times, runs, branches, commits] = ['time', 'run', 'branch', 'commit'].map(column);
  const benchmarks = column('benchmarks');
  const rows = (runs ?? [])
    .map((run, row) => ({ run: String(run), row }))
    .filter(({ row }) => Number(benchmarks[row]) > 0);
  const main = String(branches?.[rows[0]?.row ?? 0] ?? '');
  const others = new Set(rows.map(({ row }) => String(branches?.[row] ?? '')));
  others.delete(main);
  others.delete('');
  return [
    ...RELATIVE,
    ...[...others].map((branch) => ({ text: `Latest of ${branch}`, value: `branch:${branch}` })),
    ...rows.map(({ run, row }) => {
      const day = new Date(Number(times?.[row])).toISOString().slice(0, 10);
      const text = [day, String(branches?.[row] ?? ''), String(commits?.[row] ?? '')].filter(Boolean).join(' ');
      return { text: `${text} (${run})`, value: `run:${run}` };
    }),
  ];
}
