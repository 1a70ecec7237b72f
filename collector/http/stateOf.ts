import { completenessOf } from '../../src/service/completeness';
import { type Collector } from '../../src/service/collector';

/** Returns what an answer depends on besides the question and the clock: as long as it is the same, answers are. */
export function stateOf(collector: Collector): string {
  const { snapshot, isCurrent, options } = collector;
  const { known, notices } = completenessOf(collector, { from: Infinity, needsFindings: true });
  return JSON.stringify([snapshot.version, isCurrent, known.known, notices, options.commits?.version]);
}
