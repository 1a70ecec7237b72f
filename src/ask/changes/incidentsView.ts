import { type ChangeEvent } from '../../detect/events/changeEvent';
import { type Incident } from '../../detect/incidents/incident';
import { metricOf } from '../../catalogue/metrics';
import { tally } from '../../lib/collections';
import { type Column } from '../../model/table';
import { type ColumnSpec, columnsOf } from '../columns';
import { trendsPage } from '../../catalogue/labels';
import { shortModelsOf } from '../shortModels';
import { incidentSentence } from './incidentWords';
import { linkRange } from './linkRange';
import { type Scope } from './scope';
import { suspectsText } from './suspects';

/**
 * Returns the incidents with a change that the query asks for: open regressions first, then improvements, then what is over;
 * the latest of each first.
 */
export function incidentColumns(scope: Scope): Column[] {
  const { timeOf, table } = scope;
  const short = shortModelsOf(table.series);
  return columnsOf<Incident>(incidentsIn(scope), [
    { name: 'status', title: 'Status', type: 'string', colors: STATUS_COLORS, of: statusOf },
    { name: 'what', title: 'What', type: 'string', of: (one) => sentenceOf(one, scope, short) },
    { name: 'severity', title: 'Severity', type: 'string', of: ({ better, severity }) => (better ? null : severity) },
    ...suspectSpecs(scope),
    { name: 'is_new', title: 'New', type: 'string', of: ({ isNew }) => (isNew ? 'new' : undefined) },
    {
      name: 'verdict',
      title: 'Verdict',
      type: 'string',
      colors: { better: 'good', worse: 'bad' },
      of: ({ better }) => (better ? 'better' : 'worse'),
    },
    {
      name: 'worst',
      title: 'Strongest',
      type: 'number',
      unit: 'percent',
      decimals: 1,
      of: ({ percent }) => percent,
    },
    { name: 'metric', title: 'Metric', type: 'string', of: ({ metric }) => metricOf(metric).label },
    { name: 'metrics', title: 'Metrics', type: 'string', of: metricsText },
    { name: 'state', title: 'State', type: 'string', of: ({ state }) => state },
    { name: 'series', title: 'Series', type: 'number', of: ({ entries }) => entries.length },
    { name: 'time', title: 'Since', type: 'time', of: ({ range }) => timeOf(range[0]) },
    { name: 'note', title: 'Note', type: 'string', of: noteOf },
    { name: 'id', title: 'Id', type: 'string', of: ({ id }) => id },
    ...factSpecs(scope),
  ]);
}

/** Returns an incident in words; programs read it with whole names, for a short one depends on which other models there are. */
export function sentenceOf(incident: Incident, { timeOf }: Pick<Scope, 'timeOf'>, short = (model: string) => model) {
  return incidentSentence(incident, { short, since: timeOf(incident.range[0]) });
}

/** What an incident is: what needs attention comes first. */
const STATUSES = ['regression', 'drift', 'improvement', 'acknowledged', 'over'] as const;
type Status = (typeof STATUSES)[number];

const STATUS_COLORS: NonNullable<Column['colors']> = {
  regression: 'bad',
  drift: 'bad',
  improvement: 'good',
  acknowledged: 'neutral',
  over: 'neutral',
};

function statusOf({ state, better, drifts }: Incident): Status {
  if (state !== 'open') {
    return state;
  }
  return better ? 'improvement' : drifts ? 'drift' : 'regression';
}

/** The commits that may have caused it, with links to the first three. */
function suspectSpecs({ suspectsOf, changeUrl, measureNext, table }: Scope): Array<ColumnSpec<Incident>> {
  const urlOf = (incident: Incident, at: number) => {
    const suspect = suspectsOf(incident)?.ranked[at];
    return suspect && changeUrl(suspect.commit);
  };
  const commit = (run: number) => table.runs[run]!.run.commit.slice(0, 9);
  const rangeText = ({ previous, range, drifts }: Incident) =>
    drifts ? null : `${commit(previous)}...${commit(range[1])}`;
  return [
    {
      name: 'behind',
      title: 'Suspects',
      description: 'The most suspicious commits; where they are not known, the range of commits.',
      type: 'string',
      links: [
        ...PLACES.map((at) => ({ title: `Suspect ${at + 1}`, url: `{suspect_${at + 1}_url}` })),
        { title: 'All commits of the range', url: '{commits_url}' },
      ],
      of: (incident) => {
        const suspects = suspectsOf(incident);
        return suspects ? suspectsText(suspects) : rangeText(incident);
      },
    },
    {
      name: 'suspects',
      title: 'Suspect pull requests',
      type: 'string',
      of: (incident) => {
        const suspects = suspectsOf(incident);
        return suspects && suspectsText(suspects);
      },
    },
    {
      name: 'commits',
      title: 'Suspect commits',
      type: 'string',
      links: [{ title: 'Suspect commits', url: '{commits_url}' }],
      of: rangeText,
    },
    { name: 'next_commit', type: 'string', of: (incident) => suspectsOf(incident)?.next?.sha },
    { name: 'measure_next', type: 'string', of: measureNext },
    ...PLACES.map((at) => ({
      name: `suspect_${at + 1}_url`,
      type: 'string' as const,
      of: (incident: Incident) => urlOf(incident, at),
    })),
  ];
}

const PLACES = [0, 1, 2];

/** What links and programs need of an incident. */
function factSpecs(scope: Scope): Array<ColumnSpec<Incident>> {
  const { timeOf, commitsUrl } = scope;
  return [
    { name: 'affected', type: 'number', of: ({ scope: { affected } }) => affected },
    { name: 'present', type: 'number', of: ({ scope: { present } }) => present },
    { name: 'scope', type: 'string', of: (incident) => JSON.stringify(incident.scope.labels) },
    { name: 'what_full', type: 'string', of: (one) => sentenceOf(one, scope) },
    { name: 'time_end', type: 'time', of: ({ range }) => timeOf(range[1]) },
    {
      name: 'commits_url',
      type: 'string',
      of: ({ previous, range, drifts }) => (drifts ? null : commitsUrl(previous, range[1])),
    },
    ...linkRange<Incident>(scope, ({ range }) => range[0]),
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

export function incidentsIn({ findings, query, isShown: isInScope }: Scope): Incident[] {
  const states = new Set(query.states);
  const isShown = (event: ChangeEvent) => isInScope(event) && (states.size === 0 || states.has(event.state));
  const order = (incident: Incident) => STATUSES.indexOf(statusOf(incident));
  return findings.incidents
    .filter(({ entries }) => entries.some(({ events }) => events.some(isShown)))
    .sort((a, b) => order(a) - order(b));
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
