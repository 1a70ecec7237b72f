import { type Table } from '../model/table';
import { type AnswerContext } from './answerContext';
import { type RunEntry } from '../flatten/nightTable';

const RUN_LINK = [{ title: 'Workflow run', column: 'run_url' }];
const COMMIT_LINKS = [
  { title: 'Commit', column: 'commit_url' },
  { title: 'Commits since the run before', column: 'compare_url' },
];

/** Returns the table of runs, newest first: one row a run, also for those without results. */
export function runs({ table, selected, links, query }: AnswerContext): Table[] {
  const newestFirst = [...selected.runs].reverse();
  const text = (read: (entry: RunEntry) => string) => newestFirst.map((index) => read(table.runs[index]!) || null);
  const number = (read: (entry: RunEntry) => number) => newestFirst.map((index) => read(table.runs[index]!));
  const address = (of: ReadonlyArray<string | null>) => newestFirst.map((index) => of[index] ?? null);
  return [
    {
      name: 'Runs',
      refId: query.refId,
      type: 'table',
      notices: [],
      columns: [
        { name: 'time', displayName: 'Date', type: 'time', values: number(({ run }) => run.time) },
        { name: 'run', displayName: 'Run', type: 'string', values: text(({ run }) => run.id), links: RUN_LINK },
        {
          name: 'commit',
          displayName: 'Commit',
          type: 'string',
          values: text(({ run }) => run.commit.slice(0, 9)),
          links: COMMIT_LINKS,
        },
        { name: 'branch', displayName: 'Branch', type: 'string', values: text(({ run }) => run.branch) },
        { name: 'event', displayName: 'Event', type: 'string', values: text(({ run }) => run.event) },
        { name: 'conclusion', displayName: 'Conclusion', type: 'string', values: text(({ run }) => run.conclusion) },
        { name: 'models', displayName: 'Models', type: 'number', values: number((entry) => entry.models) },
        { name: 'benchmarks', displayName: 'Benchmarks', type: 'number', values: number((entry) => entry.benchmarks) },
        { name: 'issues', displayName: 'Issues', type: 'number', values: number((entry) => entry.issues) },
        { name: 'results', displayName: 'Results', type: 'string', values: text(resultsOf) },
        { name: 'run_url', type: 'string', values: address(links.run), hidden: true },
        { name: 'commit_url', type: 'string', values: address(links.commit), hidden: true },
        { name: 'compare_url', type: 'string', values: address(links.compare), hidden: true },
      ],
    },
  ];
}

function resultsOf({ absence, benchmarks }: RunEntry): string {
  return absence?.message ?? (benchmarks > 0 ? 'available' : 'empty');
}
