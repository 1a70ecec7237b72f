import { cadencesOf } from '../../detect/observed/cadence';
import { type ChangeEvent, SEVERITIES } from '../../detect/events/changeEvent';
import { learningSeries } from '../../detect/events/seriesState';
import { subjectOf } from '../../detect/events/workloadChanges';
import { type SeriesColumns } from '../../table/nightTable';
import { groupBy, tally } from '../../lib/collections';
import { gpuName, type Labels, trendsPage } from '../../catalogue/labels';
import { type Column } from '../../model/table';
import { shortModelsOf } from '../shortModels';
import { type Scope } from './scope';

/** What a model on a GPU configuration was in one night, worst last. */
const STATES = ['ok', 'improved', ...SEVERITIES] as const;
const NOT_RUN = 'not run';
const FAILED = 'failed';
const MISSING = 'missing';
/** It ran, and has too few nights to be judged. */
const LEARNING = 'learning';

const COLORS: NonNullable<Column['colors']> = {
  ok: 'fine',
  improved: 'better',
  minor: 'slight',
  major: 'serious',
  critical: 'bad',
  [FAILED]: 'broken',
  [MISSING]: 'absent',
  [LEARNING]: 'neutral',
  [NOT_RUN]: 'neutral',
};

/**
 * Returns the fleet by night: a column for each model and GPU configuration with its worst state in each night of the window.
 * A change colours the nights from its onset until it was undone; before a model was first measured, and after it ended, there is
 * nothing, and no column where that is so in all of them.
 */
export function matrixColumns(scope: Scope): Column[] {
  const { findings, table, timeOf, window } = scope;
  const allowed = cadencesOf(table, findings.observed).map((cadence) => cadence.allowed);
  const nights = withPauses(
    findings.observed.nights
      .map((runs, night) => ({ night, time: timeOf(runs[0]!) }))
      .filter(({ time }) => time >= window.from && time <= window.to),
    allowed.length > 0 ? Math.max(...allowed) : Infinity,
    window.to
  );
  const series = table.series.filter((columns) => scope.includes(columns.series));
  const groups = groupBy(series, ({ series: { labels } }) => `${subjectOf(labels)}|${labels.gpu_config}`);
  const short = shortModelsOf(series);
  const clip = clipped(series.map(({ series: { labels } }) => subjectName(labels, short)));
  const namesOf = ({ series: { labels } }: SeriesColumns) => {
    const [subject, gpu] = [subjectName(labels, short), gpuName(labels)];
    return { displayName: `${clip(subject)} ${gpu}`.trim(), description: `${subject} ${gpu}`.trim() };
  };
  const byGpu = groupBy(table.series, gpuOf);
  const ranOnGpu = new Map([...byGpu].map(([gpu, members]) => [gpu, nightsOf(members, scope).ran]));
  const learning = learningSeries(findings.states);
  const rows = [...groups.values()].map((members) => ({
    ...rowOf(members, nights, { ranOnGpu: ranOnGpu.get(gpuOf(members[0]!))!, learning }, scope),
    ...namesOf(members[0]!),
  }));
  return [
    { name: 'time', type: 'time', values: nights.map(({ time }) => time) },
    ...rows
      .filter(({ values }) => nights.length === 0 || values.some((state) => state !== null))
      .sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
  ];
}

/** A night by its index, or, without one, when nights had been waited for too long: nothing is known from then to the next. */
interface Moment {
  readonly time: number;
  readonly night?: number;
}

/** Adds where no night came for longer than is usual: a timeline draws each state until the next. */
function withPauses(nights: readonly Moment[], allowed: number, end: number): Moment[] {
  return nights.flatMap((one, at) => {
    const late = one.time + allowed;
    return late < (nights[at + 1]?.time ?? end) ? [one, { time: late }] : [one];
  });
}

function gpuOf({ series: { labels } }: SeriesColumns): string | undefined {
  return labels.gpu_config;
}

/** Longer names would be cut where they begin, for Grafana gives them so much room. */
const LONGEST_NAME = 18;

/** Returns how to write names so short that they are seen whole, as far as they stay apart. */
function clipped(names: readonly string[]): (name: string) => string {
  const clip = (name: string) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);
  const counts = tally([...new Set(names)].map(clip));
  return (name) => (counts.get(clip(name)) === 1 ? clip(name) : name);
}

function subjectName(labels: Labels, short: (model: string) => string): string {
  const { model, test_suite: suite, kernel = '' } = labels;
  return model === undefined ? (suite ?? kernel) : short(model);
}

function rowOf(
  members: readonly SeriesColumns[],
  nights: readonly Moment[],
  { ranOnGpu, learning }: { readonly ranOnGpu: ReadonlySet<number>; readonly learning: ReadonlySet<string> },
  scope: Scope
): Column {
  const own = members[0]!.series.labels;
  const { model, test_suite: suite, gpu_config: gpu } = own;
  const { ran, good } = nightsOf(members, scope);
  const [first, last] = [Math.min(...ran), Math.max(...ran)];
  const isGone = members.every(({ series }) => scope.findings.availability.ended.has(series.id));
  const isOwn = ({ series: { labels } }: ChangeEvent) =>
    subjectOf(labels) === subjectOf(own) && (labels.gpu_config ?? gpu) === gpu;
  const worst = worstByNight(
    scope.findings.events.filter((event) => isOwn(event) && scope.includes(event.series)),
    scope
  );
  const isLearning = members.every(({ series }) => learning.has(series.id));
  const stateOf = (night: number) => {
    if (ran.has(night)) {
      return !good.has(night) ? FAILED : isLearning && !worst.has(night) ? LEARNING : STATES[worst.get(night) ?? 0]!;
    }
    if (night < first || (isGone && night > last)) {
      return null;
    }
    return ranOnGpu.has(night) ? MISSING : NOT_RUN;
  };
  return {
    name: `${model ?? suite} ${gpu}`,
    type: 'string',
    labels: {
      ...(model && { model }),
      ...(suite && { test_suite: suite }),
      ...(gpu && { gpu_config: gpu }),
      page: trendsPage(own),
    },
    colors: COLORS,
    values: nights.map(({ night }) => (night === undefined ? null : stateOf(night))),
  };
}

/** The nights in which any of some series was measured, and those in which one had a value above 0. */
function nightsOf(members: readonly SeriesColumns[], { findings }: Scope) {
  const { nightOfRun } = findings.observed;
  const [ran, good] = [new Set<number>(), new Set<number>()];
  for (const { runs, values } of members) {
    const columns = Object.values(values);
    runs.forEach((run, at) => {
      const night = nightOfRun[run]!;
      if (night >= 0) {
        ran.add(night);
        if (columns.some((column) => column[at]! > 0)) {
          good.add(night);
        }
      }
    });
  }
  return { ran, good };
}

const UNCONFIRMED: ReadonlySet<string> = new Set(['suspect', 'withdrawn', 'alternates']);

/** Returns the place in `STATES` of the worst that was the case in each night. */
function worstByNight(events: readonly ChangeEvent[], { findings, wantsMetric }: Scope): ReadonlyMap<number, number> {
  const { nightOfRun, nights } = findings.observed;
  const worst = new Map<number, number>();
  for (const { state, better, severity, onset, ended, metric } of events) {
    const isShownChange = !UNCONFIRMED.has(state) && wantsMetric(metric);
    const until = ended === undefined ? nights.length : nightOfRun[ended]!;
    for (let night = nightOfRun[onset]!; isShownChange && night < until; night++) {
      const place = STATES.indexOf(better ? 'improved' : severity);
      worst.set(night, Math.max(place, worst.get(night) ?? 0));
    }
  }
  return worst;
}
