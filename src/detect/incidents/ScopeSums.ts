import { type Evidence } from '../events/evidence';

/** The common change of a scope's members, and its likelihood ratio. */
export interface SumsFit {
  readonly difference: number;
  readonly ratio: number;
}

/**
 * Sums of evidence by which of some conditions a series meets, as bits of a mask, and by the place of its batch size: so
 * that each scope is judged without looking at the series again.
 */
export class ScopeSums {
  private readonly weighted: Float64Array;
  private readonly weights: Float64Array;
  /** Batch sizes, and one place for series without. */
  private readonly places: number;

  constructor(
    private readonly conditions: number,
    sizes: number
  ) {
    this.places = sizes + 1;
    this.weighted = new Float64Array((1 << conditions) * this.places);
    this.weights = new Float64Array((1 << conditions) * this.places);
  }

  /** Adds what one series shows; `size` is the place of its batch size, -1 for none. */
  add({ difference, variance }: Evidence, mask: number, size: number): void {
    const at = mask * this.places + size + 1;
    this.weighted[at]! += difference / variance;
    this.weights[at]! += 1 / variance;
  }

  /** Returns the fit of the series that meet all conditions of a mask, and whose batch size is in a range of places. */
  fit(mask: number, range?: readonly [first: number, last: number]): SumsFit | undefined {
    const [first, last] = range ? [range[0] + 1, range[1] + 1] : [0, this.places - 1];
    let weighted = 0;
    let weights = 0;
    for (let met = mask; met < 1 << this.conditions; met = (met + 1) | mask) {
      for (let at = met * this.places + first; at <= met * this.places + last; at++) {
        weighted += this.weighted[at]!;
        weights += this.weights[at]!;
      }
    }
    return weights > 0 ? { difference: weighted / weights, ratio: (weighted * weighted) / (2 * weights) } : undefined;
  }
}
