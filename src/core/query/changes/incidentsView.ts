import { type ChangeEvent } from '../../detect/changes/changeEvent';
import { type Incident } from '../../detect/changes/incident';
import { gpuName } from '../../model/labels';
import { metricOf } from '../../model/metrics';
import { tally } from '../../model/tally';
import { type Column } from '../../model/table';
import { type ColumnSpec, columnsOf } from '../columnsOf';
import { trendsPage } from '../trendsPage';
import { seriesName } from '../seriesName';
import { shortModels } from '../shortModels';
import { type Scope } from './scope';
import { suspectsText } from './suspects';

/** Returns the incidents with a change that the query asks for, latest first. */
export function incidentColumns(scope: Scope): Column[] {
  const { timeOf, table } = scope;
  const short = shortModels(table.series.map(({ series: { labels } }) => labels.model));
  const commit = (run: number) => table.runs[run]!.run.commit.slice(0, 9);
  return columnsOf<Incident>(incidentsIn(scope), [
    { name: 'what', title: 'What', type: 'string', of: (one) => whatOf(one, short) },
    {
      name: 'worst',
      title: 'Strongest',
      type: 'number',
      unit: 'percent',
      decimals: 1,
      of: ({ percent }) => percent,
    },
    {
      name: 'verdict',
      title: 'Verdict',
      type: 'string',
      colors: { better: 'good', worse: 'bad' },
      of: ({ better }) => (better ? 'better' : 'worse'),
    },
    { name: 'metrics', title: 'Metrics', type: 'string', of: metricsText },
    { name: 'severity', title: 'Severity', type: 'string', of: ({ severity }) => severity },
    { name: 'state', title: 'State', type: 'string', of: ({ state }) => state },
    { name: 'is_new', title: 'New', type: 'string', of: ({ isNew }) => (isNew ? 'new' : undefined) },
    { name: 'series', title: 'Series', type: 'number', of: ({ entries }) => entries.length },
    { name: 'time', title: 'Since', type: 'time', of: ({ range }) => timeOf(range[0]) },
    {
      name: 'commits',
      title: 'Suspect commits',
      type: 'string',
      links: [{ title: 'Suspect commits', url: '{commits_url}' }],
      of: ({ previous, range, drifts }) => (drifts ? null : `${commit(previous)}...${commit(range[1])}`),
    },
    ...suspectSpecs(scope),
    ...factSpecs(scope),
  ]);
}

/** The commits that may have caused it, with links to the first three. */
function suspectSpecs({ suspectsOf, changeUrl }: Scope): Array<ColumnSpec<Incident>> {
  const urlOf = (incident: Incident, at: number) => {
    const suspect = suspectsOf(incident)?.ranked[at];
    return suspect && changeUrl(suspect.commit);
  };
  return [
    {
      name: 'suspects',
      title: 'Suspects',
      type: 'string',
      links: PLACES.map((at) => ({ title: `Suspect ${at + 1}`, url: `{suspect_${at + 1}_url}` })),
      of: (incident) => {
        const suspects = suspectsOf(incident);
        return suspects && suspectsText(suspects);
      },
    },
    { name: 'next_commit', type: 'string', of: (incident) => suspectsOf(incident)?.next?.sha },
    ...PLACES.map((at) => ({
      name: `suspect_${at + 1}_url`,
      type: 'string' as const,
      of: (incident: Incident) => urlOf(incident, at),
    })),
  ];
}

const PLACES = [0, 1, 2];

/** What links and programs need of an incident. */
function factSpecs({ timeOf, commitsUrl }: Scope): Array<ColumnSpec<Incident>> {
  return [
    { name: 'note', title: 'Note', type: 'string', of: noteOf },
    { name: 'id', title: 'Id', type: 'string', of: ({ id }) => id },
    { name: 'affected', type: 'number', of: ({ scope: { affected } }) => affected },
    { name: 'present', type: 'number', of: ({ scope: { present } }) => present },
    { name: 'scope', type: 'string', of: ({ scope: { labels } }) => JSON.stringify(labels) },
    { name: 'what_full', type: 'string', of: (one) => whatOf(one, (model) => model) },
    { name: 'time_end', type: 'time', of: ({ range }) => timeOf(range[1]) },
    {
      name: 'commits_url',
      type: 'string',
      of: ({ previous, range, drifts }) => (drifts ? null : commitsUrl(previous, range[1])),
    },
    { name: 'page', type: 'string', of: (one) => trendsPage(strongest(one).series.labels) },
    ...SCOPE_LABELS.map((name) => ({
      name: `scope_${name}`,
      type: 'string' as const,
      of: (incident: Incident) => scopeValue(incident, name),
    })),
  ];
}

/** What a link to the trends filters by. */
const SCOPE_LABELS = ['model', 'gpu_config', 'variant', 'batch_size', 'case', 'topology'] as const;
/** Grafana's value for no filter. */
const ALL = '$__all';

/** The value that all affected series share, if they do; of the model, the one that changed most. */
function scopeValue(incident: Incident, name: (typeof SCOPE_LABELS)[number]): string | undefined {
  const { labels } = strongest(incident).series;
  const values = new Set(incident.entries.map(({ series }) => series.labels[name]));
  return values.size === 1 || name === 'model' ? labels[name] : ALL;
}

export function incidentsIn({ found, query, isShown: isInScope }: Scope): Incident[] {
  const states = new Set(query.states);
  const isShown = (event: ChangeEvent) => isInScope(event) && (states.size === 0 || states.has(event.state));
  return found.incidents.filter(({ entries }) => entries.some(({ events }) => events.some(isShown)));
}

const MOST_NAMED = 3;

/**
 * "14 of 16 series with gpu_config=8-gpu-h200, model=…", or the one series itself. Programs read it with whole names, for a
 * short one depends on which other models there are.
 */
export function whatOf({ entries, scope }: Incident, short: (model: string) => string): string {
  const [only] = entries;
  if (scope.present <= 1) {
    const { labels } = only!.series;
    return `${gpuName(labels)} ${seriesName(labels, short)}`.trim();
  }
  const labels = Object.entries(scope.labels).map(([name, values]) => {
    const named = values.slice(0, MOST_NAMED).map((value) => (name === 'model' ? short(value) : value));
    const rest = values.length - named.length;
    return `${name}=${named.join(' | ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  });
  return `${scope.affected} of ${scope.present} series${labels.length > 0 ? ` with ${labels.join(', ')}` : ''}`;
}

function strongest({ entries }: Incident) {
  return entries[0]!.events[0]!;
}

/** The metrics, those of most series first. */
function metricsText({ entries }: Incident): string {
  const counts = tally(
    entries.flatMap(({ events }) => [...new Set(events.map(({ metric }) => metricOf(metric).label))])
  );
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label]) => label)
    .join(', ');
}

function noteOf({ notes, entries }: Incident): string {
  const reasons = entries.flatMap(({ events }) =>
    events.flatMap(({ acknowledgement }) => acknowledgement?.reason ?? [])
  );
  return [...notes, ...[...new Set(reasons)].map((reason) => `Acknowledged: ${reason}`)].join(' ');
}
