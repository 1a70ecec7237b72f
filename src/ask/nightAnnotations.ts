import { type Annotation } from './annotation';
import { type TableRow } from './columns';

/** Returns an annotation for each run: what ran, what came of it, and where to look. */
export function runAnnotations(rows: readonly TableRow[]): Annotation[] {
  return rows.map(runAnnotation);
}

function runAnnotation(row: TableRow): Annotation {
  const text = (name: string) => String(row[name] ?? '');
  const benchmarks = Number(row.benchmarks ?? 0);
  const results = benchmarks > 0 ? '' : ` (${text('results')})`;
  return {
    id: text('run'),
    time: Number(row.time),
    title: `Run ${text('run')}`,
    lines: [`${text('branch')} ${text('commit')}: ${benchmarks} benchmarks${results}`],
    links: [
      { url: text('run_url'), title: 'workflow run' },
      { url: text('commit_url'), title: 'commit' },
      { url: text('compare_url'), title: 'commits since the run before' },
    ],
    tags: [text('branch'), text('event'), text('conclusion')].filter(Boolean),
  };
}

/** Returns an annotation for each release, from the rows that stand for all models. */
export function releaseAnnotations(rows: readonly TableRow[]): Annotation[] {
  return rows.map(releaseAnnotation);
}

function releaseAnnotation({ release, time, summary, commits_url: url }: TableRow): Annotation {
  return {
    id: String(release),
    time: Number(time),
    title: `${String(release)}`,
    lines: [String(summary)],
    links: url ? [{ url: String(url), title: 'changes' }] : [],
    tags: [],
  };
}
