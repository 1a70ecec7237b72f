import { type ChangeEvent, severityOf } from '../events/changeEvent';
import { percentOf } from '../levels/confirm';
import { type EventContext, type Subject, subjectKey } from '../events/eventContext';
import { currentDrift, identifyChangePoints, observationOf, runAt, runId } from '../events/eventsOf';
import { type RememberedEvent } from '../events/rememberedEvents';
import { firstRunOf } from '../observed/observedNights';
import { type ChangePoint } from '../levels/changePoint';
import { smallestDetectable } from '../levels/smallestDetectable';

const SHOWN_FOR = 14;

/**
 * Returns what is to be remembered of a subject until the next detection: its change points, and what was known and has
 * dissolved, for as long as that is of interest. What lies before the window is forgotten.
 */
export function remember(
  subject: Subject,
  context: EventContext,
  identified = identifyChangePoints(subject, context)
): RememberedEvent[] {
  const { series, metric, analysis, options } = subject;
  const keep = (
    id: string,
    reported: number,
    { onset, before, after }: Pick<ChangePoint, 'onset' | 'before' | 'after'>
  ) => ({
    id,
    series: series.id,
    metric: metric.id,
    up: after > before,
    onset: runId(context, runAt(subject, context, onset)),
    reported: runId(context, reported),
    before: Math.exp(before),
    after: Math.exp(after),
  });
  const news = identified.filter((one) => one.isNews);
  const changePoints = news.map(({ changePoint, id, reported }): RememberedEvent => keep(id, reported, changePoint));
  const found = currentDrift(subject, context);
  const drifting: RememberedEvent[] = found
    ? [{ ...keep(found.id, found.reported, { ...found.drift, onset: found.drift.from }), drifts: true }]
    : [];
  const remembered = [...changePoints, ...drifting];
  const latest = runId(context, firstRunOf(context.observed, context.observed.nights.length - 1));
  const earliest = analysis.levels.skipped + options.shortestHistory;
  const dissolved = (context.remembered.get(subjectKey(series.id, metric.id)) ?? []).flatMap((one) => {
    const onset = observationOf(subject, context, one.onset);
    const gone = !remembered.some(({ id }) => id === one.id) && onset !== undefined && onset >= earliest;
    return gone ? [{ ...one, withdrawn: one.withdrawn ?? latest }] : [];
  });
  return [...remembered, ...dissolved.filter((one) => nightsSince(context, one.withdrawn) < SHOWN_FOR)];
}

/** Returns the event that tells that a known one has dissolved. */
export function withdrawnEvent(one: RememberedEvent, subject: Subject, context: EventContext): ChangeEvent {
  const onset = observationOf(subject, context, one.onset)!;
  const run = runAt(subject, context, onset);
  const percent = percentOf(Math.log(one.after / one.before));
  return {
    id: one.id,
    series: subject.series,
    metric: subject.metric.id,
    members: subject.members,
    state: 'withdrawn',
    better: one.up === (subject.metric.direction === 'higher'),
    severity: severityOf(percent),
    change: { percent, low: percent, high: percent },
    before: one.before,
    after: one.after,
    z: 0,
    onset: run,
    range: [run, run],
    previous: runAt(subject, context, Math.max(0, onset - 1)),
    reported: context.runIndex.get(one.reported) ?? run,
    isNew: false,
    measured: !context.ended.has(subject.series.id),
    ended: context.runIndex.get(one.withdrawn ?? ''),
    smallestDetectable: smallestDetectable(subject.analysis.levels, subject.options),
    notes: ['Later nights did not confirm this change.'],
  };
}

function nightsSince({ observed, runIndex }: EventContext, run: string | undefined): number {
  const night = observed.nightOfRun[runIndex.get(run ?? '') ?? -1] ?? -1;
  return observed.nights.length - 1 - night;
}
