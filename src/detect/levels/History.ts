import { FEWEST_OBSERVATIONS } from './detectorOptions';
import { type Exactness, exactnessOf } from './statistics';
import { Scratch } from './Scratch';
import { LevelCosts } from './LevelCosts';
import { LevelRows } from './LevelRows';

/** The last observations of a series, as logarithms, with what all detections on them need. */
export interface Window {
  readonly x: Float64Array;
  readonly costs: LevelCosts;
  /** How many observations stand before. */
  readonly skipped: number;
  /** What is known of how exact the observations are. */
  readonly exactness?: Exactness;
}

/** Memory that is used again for one series after the other: for what is known of its levels, and for one look at it. */
export class HistoryMemory {
  readonly levels = new Scratch();
  readonly look = new Scratch();
}

/**
 * The observed values above 0 of one metric, which can be looked at as they were on any night. What is known of their levels
 * serves all looks. With memory that is used again it holds until that is used for another series.
 */
export class History {
  private readonly logarithms: Float64Array;
  private readonly errors?: Float64Array;
  private readonly rows: LevelRows;

  /** `length` is how many of the last observations are looked at; `errors` are the values' own standard errors, as shares of them. */
  constructor(
    values: ArrayLike<number>,
    private readonly length: number,
    errors?: ArrayLike<number>,
    private readonly memory = new HistoryMemory()
  ) {
    this.logarithms = logarithmsOf(values);
    this.errors = errors && Float64Array.from(errors);
    memory.levels.reset();
    this.rows = new LevelRows(this.logarithms, memory.levels, length);
  }

  /** Returns the last observations when there were so many; undefined where that are too few to say anything. A look holds until the next. */
  window(count = this.logarithms.length): Window | undefined {
    if (count < FEWEST_OBSERVATIONS) {
      return undefined;
    }
    const { errors, memory } = this;
    const skipped = Math.max(0, count - this.length);
    const x = this.logarithms.subarray(skipped, count);
    memory.look.reset();
    return {
      x,
      skipped,
      costs: new LevelCosts(x, memory.look, this.rows, skipped),
      ...(errors && { exactness: exactnessOf(errors.subarray(skipped, count)) }),
    };
  }
}

/** Returns the logarithms of values from one on. */
export function logarithmsOf(values: ArrayLike<number>, from = 0): Float64Array {
  const x = new Float64Array(values.length - from);
  for (let at = 0; at < x.length; at++) {
    x[at] = Math.log(values[from + at]!);
  }
  return x;
}
