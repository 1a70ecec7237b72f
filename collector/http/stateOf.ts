import { type Collector } from '../../src/service/collector';

/** Returns what an answer depends on besides the question and the clock: as long as it is the same, answers are. */
export function stateOf({ snapshot, isCurrent, notices, options }: Collector): string {
  return JSON.stringify([snapshot.version, isCurrent, notices, options.commits?.version]);
}
