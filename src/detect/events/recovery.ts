import { type ChangePoint } from '../levels/changePoint';

/** How far a regression was undone, and by which change point. */
interface Recovery {
  readonly state: 'recovered' | 'partly recovered';
  readonly by: number;
  /** By how much that change point led beyond the level before the regression, in logarithms: what it is better by. */
  readonly beyond: number;
}

const CLOSE = Math.log(1.02);

/** How near to a level is back at it, after a change of this size, in logarithms. */
function closeness(size: number): number {
  return Math.max(CLOSE, size / 4);
}

/**
 * Returns how far a later opposite change point undid change point `index`: recovered where the level came back to within 2 % or a
 * quarter of the change, partly where a quarter to three quarters are left; undefined where nothing undid it.
 */
export function recoveryOf(changePoints: readonly ChangePoint[], index: number): Recovery | undefined {
  const { before, after } = changePoints[index]!;
  const size = Math.abs(after - before);
  const down = after < before ? 1 : -1;
  let partly: Recovery | undefined;
  for (let by = index + 1; by < changePoints.length; by++) {
    const later = changePoints[by]!;
    if (down * (later.after - later.before) <= 0) {
      continue;
    }
    const left = down * (before - later.after);
    if (left <= closeness(size)) {
      return { state: 'recovered', by, beyond: Math.max(0, -left) };
    }
    partly = left <= 0.75 * size ? { state: 'partly recovered', by, beyond: 0 } : undefined;
  }
  return partly;
}

/**
 * Returns the change point with which a series left, the other way, the level that change point `index` led it back to; undefined where it
 * was never there before. The same closeness as of a recovery counts.
 */
export function leftBefore<Point extends ChangePoint>(
  changePoints: readonly Point[],
  index: number
): Point | undefined {
  const { before, after } = changePoints[index]!;
  const close = closeness(Math.abs(after - before));
  const isLeaving = (one: Point) => after < before === one.after > one.before && Math.abs(one.before - after) <= close;
  return changePoints.slice(0, index).findLast(isLeaving);
}
