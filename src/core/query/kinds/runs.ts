import { type RunEntry } from '../../flatten/nightTable';
import { type Table } from '../../model/table';
import { type Annotation } from '../annotation';
import { type AnswerContext } from '../answerContext';
import { type ColumnSpec, columnsOf } from '../columnsOf';
import { queryKind, tableOf } from '../queryKind';
import { choiceOption, type OptionValues } from '../queryOption';
import { type RunLinks } from '../runLinks';
import { ageColumns, behindColumns, failingColumns, lateColumns } from '../runNumbers';
import { type TableRow } from '../tableRow';

const options = {
  as: choiceOption(
    { label: 'As', help: 'A table to read, or numbers for alert rules.' },
    [
      { value: 'table', label: 'Table', help: 'One row per run.' },
      { value: 'age', label: 'Age', help: 'The hours since the newest results of the main branch, as one number.' },
      {
        value: 'late',
        label: 'Late',
        help: 'By how many hours the next night is late: after 1.5 times the longest of the last ten gaps between nights, and 36 hours at least.',
      },
      {
        value: 'failing',
        label: 'Failing',
        help: 'Whether the source as a whole failed at the last refresh, as 0 or 1.',
      },
      {
        value: 'behind',
        label: 'Behind',
        help: 'For each GPU configuration, by how many hours it is behind the newest night; 0 where it ran.',
      },
    ],
    'table'
  ),
} as const;

/** The table of runs, newest first: one row per run, also for those without results. Or numbers of them, for alert rules. */
export const runsKind = queryKind({
  id: 'runs',
  label: 'Runs',
  help: 'A table with one row per run: date, commit, branch, totals, and why there are no results.',
  frame: 'table',
  filters: 'run',
  options,
  needsHistory: () => false,
  answer: runs,
  annotate: (rows) => rows.map(runAnnotation),
  annotatedWith: { as: 'table' },
});

const NUMBERS = { age: ageColumns, late: lateColumns, behind: behindColumns, failing: failingColumns } as const;

function runs(context: AnswerContext<OptionValues<typeof options>>): Table[] {
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

/** What ran, what came of it, and where to look. */
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
