import { type Changes } from '../detect/changes/changes';
import { isOpenImprovement, isOpenRegression, strengthOf } from '../detect/changes/changeEvent';
import { subjectKey } from '../detect/changes/eventContext';
import { type Line } from './lines';

/** Returns so many of the lines, in their order: those with the largest changes that are open, then the first ones. */
export function mostChanged(lines: readonly Line[], most: number, found: Changes | undefined): readonly Line[] {
  if (lines.length <= most) {
    return lines;
  }
  const strengths = new Map<string, number>();
  for (const event of found?.events ?? []) {
    if (isOpenRegression(event) || isOpenImprovement(event)) {
      const key = subjectKey(event.series.id, event.metric);
      strengths.set(key, Math.max(strengths.get(key) ?? 0, strengthOf(event.change)));
    }
  }
  const strength = ({ columns, metric }: Line) => strengths.get(subjectKey(columns.series.id, metric.id)) ?? 0;
  const chosen = new Set([...lines].sort((a, b) => strength(b) - strength(a)).slice(0, most));
  return lines.filter((line) => chosen.has(line));
}
