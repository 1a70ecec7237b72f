import { type Scratch } from './Scratch';
import { SegmentRow } from './SegmentRow';

/** What is known of the segments of observations, by where they begin. Whoever looks at some of the observations shares it. */
export class SegmentRows {
  /** Those that were asked for. */
  readonly made: Array<SegmentRow | undefined> = [];

  /** `longest` is how many observations a segment has at most. */
  constructor(
    private readonly x: Float64Array,
    private readonly scratch: Scratch,
    private readonly longest = x.length
  ) {}

  /** Returns what is known of the segments that begin with an observation, up to a length at least. */
  row(from: number, length: number): SegmentRow {
    const { x, longest } = this;
    const row = (this.made[from] ??= new SegmentRow(x, from, Math.min(x.length - from, longest), this.scratch));
    if (row.count < length) {
      row.grow(length);
    }
    return row;
  }
}
