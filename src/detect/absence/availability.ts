import { type NightTable } from '../../table/nightTable';
import { groupBy } from '../../lib/collections';
import { hashHex } from '../../lib/hash';
import { type Labels } from '../../catalogue/labels';
import { type Series } from '../../model/series';
import { type Acknowledgement, acknowledgementOf } from '../events/acknowledgement';
import { type GpuConfig, type SeenSeries } from '../observed/gpuConfigs';
import { firstRunOf, type ObservedNights, usualNights } from '../observed/observedNights';
import { subjectOf, type WorkloadChange, workloadChangesOf } from '../events/workloadChanges';

const ABSENCE_STATES = ['not run', 'failed', 'missing', 'ended', 'new'] as const;

/** A series, or a whole GPU configuration where `series` is left out, that was not measured as before, or just began to be. */
export interface AbsentSeries {
  readonly state: (typeof ABSENCE_STATES)[number];
  readonly gpuConfig: string;
  readonly series?: Series;
  /** Table index of the run it was last measured in; where it is new, of the first. */
  readonly run: number;
  readonly acknowledgement?: Acknowledgement;
}

/** A model, or a diffusion suite, on one GPU configuration, some of whose series fail or are missing. */
interface FailingModel {
  /** The same from its first night to its last. */
  readonly id: string;
  /** `gpu_config`, and `model` or `test_suite`. */
  readonly labels: Labels;
  readonly failed: number;
  readonly missing: number;
  /** How many series of it are measured at present, those included. */
  readonly series: number;
  /** Table index of the last run in which all was well. */
  readonly run: number;
  readonly acknowledgement?: Acknowledgement;
}

/** What ran, and what did not. */
export interface Availability {
  readonly absences: readonly AbsentSeries[];
  readonly failing: readonly FailingModel[];
  readonly workloadChanges: readonly WorkloadChange[];
  /** The series that are measured at present. */
  readonly active: readonly Series[];
  /** Ids of series that are no longer measured. */
  readonly ended: ReadonlySet<string>;
}

const MISSING_AFTER = 2;
/** A series that was seldom measured is missed later. */
const SELDOM_MISSING_AFTER = 7;
/** So many usual nights without it, and a series is taken out of the nightly run. */
const ENDED_AFTER = 14;
const LOOKED_BACK = 14;
const ESTABLISHED = 10;

/** Returns what ran and what did not, judged by usual nights alone. */
export function availabilityOf(
  gpuConfigs: readonly GpuConfig[],
  observed: ObservedNights,
  table: NightTable,
  acknowledgements: readonly Acknowledgement[] = []
): Availability {
  const own = usualByWorkflow(table, observed);
  const changes = workloadChangesOf(gpuConfigs, observed);
  const replaced = new Set(changes.flatMap(({ ended }) => ended.map(({ id }) => id)));
  const begun = new Set(changes.flatMap(({ began }) => began.map(({ id }) => id)));
  const absences: AbsentSeries[] = [];
  const active: Series[] = [];
  for (const config of gpuConfigs) {
    const usual = own(config);
    const { gpuConfig, nights } = config;
    const ran = nights.at(-1)!;
    if (usual.some((night) => night > ran) && wasRegular(nights, usual, ran)) {
      const acknowledgement = acknowledged({ gpu_config: gpuConfig }, 'not run', acknowledgements);
      absences.push({ state: 'not run', gpuConfig, run: firstRunOf(observed, ran), acknowledgement });
    }
    const ranNights = new Set(nights);
    const usualOfConfig = usual.filter((night) => ranNights.has(night));
    for (const one of config.series) {
      const { series } = one;
      const state = replaced.has(series.id) ? 'ended' : stateOf(one, usualOfConfig, nights);
      if (state !== 'ended') {
        active.push(series);
      }
      if (state && !(state === 'new' && begun.has(series.id))) {
        const night = state === 'new' ? one.nights[0]! : state === 'failed' ? one.lastGood : one.nights.at(-1)!;
        const run = firstRunOf(observed, Math.max(0, night));
        const acknowledgement = acknowledged(series.labels, state, acknowledgements);
        absences.push({ state, gpuConfig, series, run, acknowledgement });
      }
    }
  }
  const ended = new Set(absences.flatMap(({ state, series }) => (state === 'ended' && series ? [series.id] : [])));
  return {
    absences,
    active,
    ended,
    workloadChanges: changes,
    failing: failingModels(absences, active, acknowledgements),
  };
}

/** The usual nights of the workflows that a GPU configuration was measured by: another workflow says nothing of it. */
function usualByWorkflow(table: NightTable, observed: ObservedNights): (config: GpuConfig) => number[] {
  const workflowsOf = (night: number) =>
    observed.nights[night]!.filter((run) => observed.isUsual[run] === 1).map(
      (run) => table.runs[run]!.run.workflow ?? ''
    );
  const all = usualNights(observed);
  const byWorkflow = new Map<string, number[]>();
  all.forEach((night) =>
    new Set(workflowsOf(night)).forEach((workflow) =>
      byWorkflow.set(workflow, [...(byWorkflow.get(workflow) ?? []), night])
    )
  );
  return ({ nights }) => {
    const last = nights.findLast((night) => workflowsOf(night).length > 0);
    const own = new Set((last === undefined ? [] : workflowsOf(last)).flatMap((name) => byWorkflow.get(name) ?? []));
    return all.filter((night) => own.has(night));
  };
}

/** Whether something was seen in at least half of the usual nights up to the last one that it was seen in. */
function wasRegular(seen: readonly number[], usual: readonly number[], last: number): boolean {
  const before = usual.filter((night) => night <= last).slice(-LOOKED_BACK);
  const wasSeen = new Set(seen);
  return before.length > 0 && 2 * before.filter((night) => wasSeen.has(night)).length >= before.length;
}

function stateOf(
  { nights: seen, lastGood }: SeenSeries,
  usual: readonly number[],
  ran: readonly number[]
): AbsentSeries['state'] | undefined {
  const last = seen.at(-1)!;
  const absent = usual.filter((night) => night > last).length;
  if (absent >= ENDED_AFTER) {
    return 'ended';
  }
  if (absent >= (wasRegular(seen, usual, last) ? MISSING_AFTER : SELDOM_MISSING_AFTER)) {
    return 'missing';
  }
  if (lastGood < last) {
    return 'failed';
  }
  const isNew = ran.length >= ESTABLISHED && seen[0]! >= ran.at(-MISSING_AFTER)!;
  return isNew ? 'new' : undefined;
}

function failingModels(
  absences: readonly AbsentSeries[],
  active: readonly Series[],
  acknowledgements: readonly Acknowledgement[]
): FailingModel[] {
  const keyOf = ({ labels }: Series) => JSON.stringify([labels.gpu_config ?? '', subjectOf(labels)]);
  const measured = groupBy(active, keyOf);
  const concerned = absences.filter(({ state, series }) => series && (state === 'failed' || state === 'missing'));
  return [...groupBy(concerned, ({ series }) => keyOf(series!))].map(([key, ofModel]) => {
    const [{ series }] = ofModel as [AbsentSeries];
    const { gpu_config, model, test_suite } = series!.labels;
    const labels = { ...(gpu_config && { gpu_config }), ...(model ? { model } : test_suite && { test_suite }) };
    const count = (wanted: AbsentSeries['state']) => ofModel.filter(({ state }) => state === wanted).length;
    return {
      id: absenceId(labels, 'failing'),
      labels,
      failed: count('failed'),
      missing: count('missing'),
      series: measured.get(key)!.length,
      run: Math.min(...ofModel.map(({ run }) => run)),
      acknowledgement: ofModel.every(({ acknowledgement }) => acknowledgement)
        ? ofModel[0]!.acknowledgement
        : acknowledged(labels, 'failing', acknowledgements),
    };
  });
}

/** The id of what is absent, by which it can be acknowledged: it depends on what that is alone. */
export function absenceId(labels: Labels, state: string): string {
  return hashHex(JSON.stringify(['absent', state, Object.entries(labels).sort()]), 12);
}

function acknowledged(labels: Labels, state: string, all: readonly Acknowledgement[]): Acknowledgement | undefined {
  return acknowledgementOf({ id: absenceId(labels, state), labels: { ...labels, state } }, all);
}
