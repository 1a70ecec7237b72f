import { type SeriesState } from '../../detect/events/seriesState';
import { metricOf } from '../../catalogue/metrics';
import { type Column } from '../../model/table';
import { columnsOf, seriesColumnsOf } from '../columns';
import { STATE_COLORS } from './eventsView';
import { seriesKey } from '../seriesKey';
import { type Scope } from './scope';

/** Returns the state of every selected series and metric: its level, its noise, and how small a change would be seen. */
export function seriesColumns({ findings, query, includes, wantsMetric, timeOf, runUrl }: Scope): Column[] {
  const states = new Set(query.states);
  const absent = new Map(
    findings.availability.absences.flatMap(({ series, state }) => (series ? [[series.id, state] as const] : []))
  );
  const stateOf = ({ series, state }: SeriesState) => absent.get(series.id) ?? state;
  const rows = findings.states.filter(
    (one) => includes(one.series) && wantsMetric(one.metric) && (states.size === 0 || states.has(stateOf(one)))
  );
  return [
    ...columnsOf<SeriesState>(rows, [
      { name: 'state', title: 'State', type: 'string', colors: STATE_COLORS, of: stateOf },
    ]),
    ...seriesColumnsOf(rows.map(({ series, metric }) => ({ labels: series.labels, metric: metricOf(metric) }))),
    ...columnsOf<SeriesState>(rows, [
      { name: 'level', title: 'Level', type: 'number', decimals: 2, of: ({ level }) => level },
      { name: 'unit', title: 'Unit', type: 'string', of: ({ metric }) => metricOf(metric).unit },
      {
        name: 'noise',
        title: 'Noise',
        description: 'Standard deviation from night to night.',
        type: 'number',
        unit: 'percent',
        decimals: 1,
        of: ({ noise }) => noise,
      },
      {
        name: 'smallest_detectable',
        title: 'Smallest detectable',
        description: 'The smallest change that would be seen within 7 nights.',
        type: 'number',
        unit: 'percent',
        decimals: 1,
        of: ({ smallestDetectable }) => smallestDetectable,
      },
      { name: 'nights', title: 'Nights', type: 'number', of: ({ observations }) => observations },
      {
        name: 'time',
        title: 'Last measured',
        type: 'time',
        links: [{ title: 'Workflow run', url: '{run_url}' }],
        of: ({ run }) => timeOf(run),
      },
      { name: 'metric_id', type: 'string', of: ({ metric }) => metric },
      // The same of other sources: tables of two are joined by it.
      { name: 'series', type: 'string', of: ({ series }) => seriesKey(series) },
      { name: 'run_url', type: 'string', of: ({ run }) => runUrl(run) },
    ]),
  ];
}
