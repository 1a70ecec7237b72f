/** So many numbers are held at once for a series of 120 observations, and mostly far fewer. */
const SIZE = 1 << 14;

/**
 * Memory for what the detection of one series needs for a moment, used again for the next: to ask for it anew, hundreds of
 * thousands of times, takes longer than to compute in it.
 */
export class Scratch {
  private floats = new Float64Array();
  private used = 0;

  /** Returns room for so many numbers, whatever stands in it; it is another's after `reset`. */
  take(length: number): Float64Array {
    if (this.used + length > this.floats.length) {
      // What was taken before stays where it is.
      this.floats = new Float64Array(Math.max(SIZE, 4 * length));
      this.used = 0;
    }
    const from = this.used;
    this.used += length;
    return this.floats.subarray(from, this.used);
  }

  /** Takes everything back. */
  reset(): void {
    this.used = 0;
  }
}
