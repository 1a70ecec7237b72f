import { type Changes } from '../detect/changes';
import { subjectKey } from '../detect/events/eventContext';
import { type Level } from '../detect/levels/detectChangePoints';
import { NORMAL_QUANTILE } from '../detect/levels/statistics';
import { type Column } from '../model/table';
import { type Line } from './lines';

/**
 * Returns what gives each line the level that detection sees at its points, and the band around it that 95 of 100 quiet
 * nights lie in. Points of other branches, or before what detection looks at, have none.
 */
export function levelColumns(found: Changes | undefined, withBand: boolean) {
  return ({ columns, metric, points }: Line, name: string): Column[] => {
    const subject = found?.subjects.get(subjectKey(columns.series.id, metric.id));
    if (!found || !subject) {
      return [];
    }
    const { observed } = found;
    const { confirmed, noise } = subject.analysis.levels;
    const levels = levelsByNight(confirmed, subject.observations.nights);
    const levelAt = points.map((at) => levels.get(observed.nightOfRun[columns.runs[at]!]!));
    const column = (role: NonNullable<Column['role']>, shift: number): Column => ({
      name: `${metric.id}_${role}`,
      type: 'number',
      displayName: `${name} ${role}`,
      unit: metric.unit,
      labels: { ...columns.series.labels, metric: `${metric.id}_${role}` },
      values: levelAt.map((level) => (level === undefined ? null : Math.exp(level + shift))),
      role,
    });
    const reach = NORMAL_QUANTILE * noise.scale;
    return withBand ? [column('level', 0), column('low', -reach), column('high', reach)] : [column('level', 0)];
  };
}

function levelsByNight(confirmed: readonly Level[], nights: Int32Array): ReadonlyMap<number, number> {
  return new Map(
    confirmed.flatMap(({ from, length, level }) =>
      Array.from(nights.subarray(from, from + length), (night) => [night, level] as const)
    )
  );
}
