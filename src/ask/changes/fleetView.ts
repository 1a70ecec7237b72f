import { type Changes } from '../../detect/changes';
import { type Incident } from '../../detect/incidents/incident';
import { type FleetLine } from '../../detect/incidents/fleetLines';
import { metricOf } from '../../catalogue/metrics';
import { plural } from '../../lib/texts';
import { tally } from '../../lib/collections';
import { type Column } from '../../model/table';
import { type ColumnSpec, columnsOf } from '../columns';
import { signedPercent } from '../percent';
import { type Scope } from './scope';

const STATE_COLORS: NonNullable<Column['colors']> = {
  'not run': 'bad',
  failed: 'bad',
  regressed: 'bad',
  missing: 'bad',
  drift: 'bad',
  ok: 'good',
  learning: 'neutral',
};

/** Returns a line for each GPU configuration with a selected series; it counts all of its series. */
export function fleetColumns({ findings, table, includes, timeOf, runUrl, now }: Scope): Column[] {
  const selected = new Set(
    table.series.filter(({ series }) => includes(series)).map(({ series }) => series.labels.gpu_config ?? '')
  );
  const rows = findings.fleet.filter(({ gpuConfig }) => selected.has(gpuConfig));
  return columnsOf<FleetLine>(rows, [
    { name: 'gpu_config', title: 'GPU configuration', type: 'string', of: ({ gpuConfig }) => gpuConfig },
    {
      name: 'state',
      title: 'State',
      type: 'string',
      colors: STATE_COLORS,
      of: stateOf,
    },
    { name: 'summary', title: 'Summary', type: 'string', of: summaryOf },
    ...incidentSpecs(findings, rows[0]?.gpuConfig ?? ''),
    { name: 'series', title: 'Series', type: 'number', of: (line) => line.series },
    { name: 'regressed', title: 'Series regressed', type: 'number', of: (line) => line.regressed },
    { name: 'new', title: 'Series new', type: 'number', of: (line) => line.isNew },
    { name: 'improved', title: 'Series improved', type: 'number', of: (line) => line.improved },
    { name: 'recovered', title: 'Recovered', type: 'number', of: (line) => line.recovered },
    { name: 'drifting', title: 'Drifting', type: 'number', of: (line) => line.drifting },
    { name: 'failed', title: 'Failed', type: 'number', of: (line) => line.failed },
    { name: 'missing', title: 'Missing', type: 'number', of: (line) => line.missing },
    {
      name: 'worst',
      title: 'Worst',
      type: 'number',
      unit: 'percent',
      decimals: 1,
      of: ({ worst }) => worst?.change.percent,
    },
    {
      name: 'time',
      title: 'Latest night',
      type: 'time',
      links: [{ title: 'Workflow run', url: '{run_url}' }],
      of: ({ run }) => timeOf(run),
    },
    { name: 'age', title: 'Age', type: 'number', unit: 's', of: ({ run }) => Math.round((now - timeOf(run)) / 1000) },
    { name: 'run_url', type: 'string', of: ({ run }) => runUrl(run) },
  ]);
}

/** How many incidents there are. One that concerns several GPU configurations counts once, where it is strongest, so that they add up. */
function incidentSpecs({ incidents }: Changes, first: string): Array<ColumnSpec<FleetLine>> {
  const where = ({ entries, scope }: Incident) =>
    entries[0]!.series.labels.gpu_config ?? scope.labels.gpu_config?.[0] ?? first;
  const count = (wanted: (incident: Incident) => boolean) => {
    const counts = tally(incidents.filter((one) => one.state === 'open' && wanted(one)).map(where));
    return ({ gpuConfig }: FleetLine) => counts.get(gpuConfig) ?? 0;
  };
  const spec = {
    type: 'number',
    description: 'Open incidents; one of several GPU configurations counts where it is strongest.',
  } as const;
  return [
    { ...spec, name: 'regressions', title: 'Regressions', of: count(({ better }) => !better) },
    { ...spec, name: 'improvements', title: 'Improvements', of: count(({ better }) => better) },
    { ...spec, name: 'new_regressions', title: 'New', of: count(({ better, isNew }) => !better && isNew) },
  ];
}

/** What needs attention most. */
function stateOf({
  ran,
  series,
  learning,
  regressions,
  regressed,
  shifts,
  failed,
  missing,
  drifting,
}: FleetLine): string {
  if (!ran) {
    return 'not run';
  }
  const states = [
    ['failed', failed],
    ['regressed', regressions + regressed + shifts],
    ['missing', missing],
    ['drift', drifting],
  ] as const;
  // Nobody knows that all is well where nothing can be judged.
  return states.find(([, count]) => count > 0)?.[0] ?? (learning === series ? 'learning' : 'ok');
}

/** "2 regressions, 1 improvement; 9 of 96 series regressed (3 new), 2 improved, 1 recovered, 4 missing; worst -11.2 % …". */
function summaryOf(line: FleetLine): string {
  const { ran, series, learning, regressions, improvements, regressed, isNew, improved, recovered } = line;
  const { drifting, failed, missing, shifts, worst } = line;
  const counted = [
    ...(regressions > 0 ? [plural(regressions, 'regression')] : []),
    ...(improvements > 0 ? [plural(improvements, 'improvement')] : []),
  ];
  const parts = [
    `${counted.length > 0 ? `${counted.join(', ')}; ` : ''}${learning === series ? `too few nights to judge any of ${plural(series, 'series', 'series')}` : `${regressed} of ${series} series regressed`}${isNew > 0 ? ` (${isNew} new)` : ''}`,
    ...(improved > 0 ? [`${improved} improved`] : []),
    ...(recovered > 0 ? [`${recovered} recovered`] : []),
    ...(drifting > 0 ? [`${drifting} drifting`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(learning > 0 && learning < series ? [`${learning} with too few nights to judge`] : []),
    ...(shifts > 0 ? [`${shifts} shifts of several series together`] : []),
  ];
  const strongest = worst
    ? `; worst ${signedPercent(worst.change.percent)} ${metricOf(worst.metric).label} of ${worst.series.labels.model ?? worst.series.labels.test_name ?? ''}`
    : '';
  return `${ran ? '' : 'Does not run. '}${parts.join(', ')}${strongest}`;
}
