import { type RunEntry } from '../../table/nightTable';
import { type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { type ColumnSpec, columnsOf } from '../columns';
import { tableOf } from '../queryKind';
import { type RunLinks } from '../runLinks';
import { ageColumns, behindColumns, failingColumns, lateColumns } from '../runNumbers';
import { type RunsOptions } from '../kinds/runs';

const NUMBERS = { age: ageColumns, late: lateColumns, behind: behindColumns, failing: failingColumns } as const;

/** The table of runs, newest first: one row per run, also for those without results. Or numbers of them, for alert rules. */
export function runsAnswer(context: AnswerContext<RunsOptions>): Table[] {
  const { table, selected, links, query } = context;
  if (query.as !== 'table') {
    const columns = NUMBERS[query.as](context);
    return [{ ...tableOf('Runs', query.refId, columns), type: 'numeric-wide' }];
  }
  const newestFirst = [...selected.runs].reverse();
  const rows = newestFirst.map((index): Row => ({ index, entry: table.runs[index]! }));
  return [tableOf('Runs', query.refId, columnsOf(rows, columnSpecs(links)))];
}

interface Row {
  readonly index: number;
  readonly entry: RunEntry;
}

const RUN_LINK = [{ title: 'Workflow run', url: '{run_url}' }];
const COMMIT_LINKS = [
  { title: 'Commit', url: '{commit_url}' },
  { title: 'Commits since the run before', url: '{compare_url}' },
];

function columnSpecs(links: RunLinks): Array<ColumnSpec<Row>> {
  return [
    { name: 'time', title: 'Date', type: 'time', of: ({ entry }) => entry.run.time },
    { name: 'run', title: 'Run', type: 'string', of: ({ entry }) => entry.run.id, links: RUN_LINK },
    {
      name: 'commit',
      title: 'Commit',
      type: 'string',
      of: ({ entry }) => entry.run.commit.slice(0, 9),
      links: COMMIT_LINKS,
    },
    { name: 'branch', title: 'Branch', type: 'string', of: ({ entry }) => entry.run.branch },
    { name: 'event', title: 'Event', type: 'string', of: ({ entry }) => entry.run.event },
    { name: 'conclusion', title: 'Conclusion', type: 'string', of: ({ entry }) => entry.run.conclusion },
    { name: 'models', title: 'Models', type: 'number', of: ({ entry }) => entry.models },
    { name: 'benchmarks', title: 'Benchmarks', type: 'number', of: ({ entry }) => entry.benchmarks },
    { name: 'issues', title: 'Issues', type: 'number', of: ({ entry }) => entry.issues },
    { name: 'results', title: 'Results', type: 'string', of: ({ entry }) => resultsOf(entry) },
    { name: 'run_url', type: 'string', of: ({ index }) => links.run(index) },
    { name: 'commit_url', type: 'string', of: ({ index }) => links.commit(index) },
    { name: 'compare_url', type: 'string', of: ({ index }) => links.sinceBefore(index) },
  ];
}

function resultsOf({ absence, benchmarks }: RunEntry): string {
  return absence?.message ?? (benchmarks > 0 ? 'available' : 'empty');
}
