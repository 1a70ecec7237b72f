import { type Incident } from '../incidents/incident';
import { type NightTable } from '../../table/nightTable';

/**
 * Workflows whose nights measure an image that was built from the main branch some hours before, and not the commit that they run
 * on. Somebody who starts one by hand may choose any other image, which the run does not say.
 */
export const OF_IMAGES: ReadonlySet<string> = new Set(['nightly-72-gpu-gb200.yml', 'nightly-amd-mi355x-disagg.yml']);

/** The commits between which the cause of an incident lies. */
interface MeasuredCommits {
  readonly base: string;
  readonly head: string;
  /** Whether images were measured: then the range begins a run earlier, for the one before was built of older commits than its own. */
  readonly ofImages: boolean;
}

/** Returns the commits between which what an incident's runs measured lies. */
export function measuredCommits(
  { previous, range }: Pick<Incident, 'previous' | 'range'>,
  { runs }: Pick<NightTable, 'runs'>
): MeasuredCommits {
  const { commit: head, workflow = '' } = runs[range[1]]!.run;
  const ofImages = OF_IMAGES.has(workflow);
  const earlier = ofImages
    ? runs.slice(0, previous).findLast(({ run, benchmarks }) => run.workflow === workflow && benchmarks > 0)
    : undefined;
  return { base: (earlier ?? runs[previous]!).run.commit, head, ofImages };
}
