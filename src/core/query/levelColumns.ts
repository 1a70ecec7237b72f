import { observedNights } from '../detect/changes/observedNights';
import { type Segment } from '../detect/levels/detectSteps';
import { type Column } from '../model/table';
import { type AnswerContext } from './answerContext';
import { type Line } from './trend';

/** 95 of 100 quiet nights lie within so many standard deviations of the level. */
const BAND = 1.96;

/**
 * Returns what gives each line the level that the detector sees at its points, and the band around it that quiet nights
 * lie in. Points of other branches, or before what the detector looks at, have none.
 */
export function levelColumns({ table, query, detectors }: AnswerContext, withBand: boolean) {
  const observed = observedNights(table);
  const detector = detectors.of(query);
  return ({ columns, metric, points }: Line, name: string): Column[] => {
    const subject = detector.analyse(columns, metric.id, observed);
    if (!subject) {
      return [];
    }
    const { plateaus, noise } = subject.analysis.levels;
    const levels = levelsByNight(plateaus, subject.observations.nights);
    const levelAt = points.map((at) => levels.get(observed.nightOfRun[columns.runs[at]!]!));
    const column = (suffix: string, shift: number): Column & { type: 'number' } => ({
      name: `${metric.id}_${suffix}`,
      type: 'number',
      displayName: `${name} ${suffix}`,
      unit: metric.grafanaUnit,
      values: levelAt.map((level) => (level === undefined ? null : Math.exp(level + shift))),
    });
    const level: Column = { ...column('level', 0), role: { kind: 'level' } };
    const low: Column = { ...column('low', -BAND * noise.scale), role: { kind: 'low' } };
    const high: Column = { ...column('high', BAND * noise.scale), role: { kind: 'high', below: `${name} low` } };
    return withBand ? [level, low, high] : [level];
  };
}

function levelsByNight(plateaus: readonly Segment[], nights: readonly number[]): ReadonlyMap<number, number> {
  return new Map(
    plateaus.flatMap(({ from, length, level }) =>
      nights.slice(from, from + length).map((night) => [night, level] as const)
    )
  );
}
