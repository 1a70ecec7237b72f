/** A change from one level to the next, in logarithms. */
export interface ChangePoint {
  /** Index of the first observation of the new level. */
  readonly onset: number;
  readonly before: number;
  readonly after: number;
  /** Standard error of the difference of the levels. */
  readonly error: number;
  readonly z: number;
}
