import { type MetricFindValue } from '@grafana/data';

import { dateText, type QueryResponse, rowsOfFrame, type TableRow } from '../../core';

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
  const rows = (results.A?.frames ?? []).flatMap(rowsOfFrame).filter(({ benchmarks }) => Number(benchmarks) > 0);
  const text = (row: TableRow | undefined, name: string) => String(row?.[name] ?? '');
  const others = new Set(rows.map((row) => text(row, 'branch')));
  others.delete(text(rows[0], 'branch'));
  others.delete('');
  return [
    ...RELATIVE,
    ...[...others].map((branch) => ({ text: `Latest of ${branch}`, value: `branch:${branch}` })),
    ...rows.map((row) => {
      const label = [dateText(Number(row.time)), text(row, 'branch'), text(row, 'commit')].filter(Boolean).join(' ');
      return { text: `${label} (${text(row, 'run')})`, value: `run:${text(row, 'run')}` };
    }),
  ];
}
