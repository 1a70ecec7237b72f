import { areEqual } from '../lib/collections';
import { emptied, type PackedNight } from './packedNight';

/** So many nights before one are compared with it. */
const LOOKED_BACK = 20;
/** So many values of a night must be measurements to the last digit: few, or rounded ones, may well come again. */
const FEWEST_VALUES = 6;
/** Digits that a value must have to say something by being the same. */
const DIGITS = 5;

/**
 * Takes the rows from nights that are those of a night before, to the last digit: nobody measured anew. In the order in which they
 * were created; of several alike the first stays.
 */
export function withoutRepeated(nights: readonly PackedNight[]): PackedNight[] {
  const before: PackedNight[] = [];
  return nights.map((night) => {
    if (night.series.length === 0 || !isExact(night)) {
      return night;
    }
    const same = before.findLast((one) => isSame(one, night));
    if (!same) {
      before.push(night);
      before.splice(0, before.length - LOOKED_BACK);
      return night;
    }
    return emptied(night, { kind: 'repeated', message: `the same values as run ${same.run.id}: nothing was measured` });
  });
}

function isExact({ values }: PackedNight): boolean {
  let exact = 0;
  for (const value of values) {
    exact += value > 0 && Number(value.toPrecision(DIGITS - 1)) !== value ? 1 : 0;
    if (exact >= FEWEST_VALUES) {
      return true;
    }
  }
  return false;
}

/** Values differ from night to night already in the first: what is alike in every night is looked at last. */
function isSame(one: PackedNight, other: PackedNight): boolean {
  return (
    one.run.commit !== other.run.commit &&
    one.values.length === other.values.length &&
    one.values.every((value, at) => Object.is(value, other.values[at])) &&
    one.series.length === other.series.length &&
    areEqual(one.series, other.series) &&
    one.metrics.join() === other.metrics.join()
  );
}
