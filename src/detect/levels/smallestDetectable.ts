import { type DetectorOptions } from './detectorOptions';
import { type Levels } from './detectChangePoints';

/** Nights within which a change of the smallest detectable size is seen. */
const DETECTED_WITHIN = 7;
const LONGEST_SIDE = 40;
/** By how much a change must exceed what would just pay for a candidate, so that it mostly does. */
const MARGIN = 1.35;

/** Returns the smallest change in % that would be seen within a week, given the noise and the current level's length. */
export function smallestDetectable({ noise, confirmed }: Levels, { penalty }: DetectorOptions): number {
  const known = Math.min(LONGEST_SIDE, confirmed.at(-1)!.length);
  return 100 * Math.expm1(MARGIN * noise.scale * Math.sqrt(penalty * (1 / DETECTED_WITHIN + 1 / known)));
}
