import { type Fields } from '../../lib/types';
import { type Night } from '../../model/night';
import { type Issue, makeIssue } from '../../model/issue';
import { type RunRecord } from '../../model/run';
import { SeriesPool } from '../../model/SeriesPool';
import { identify } from '../check/identify';
import { readDocument } from './readDocument';

/** A record as a night; or none where it can't be placed, with the issues that say why. */
interface ReadNight {
  readonly night?: Night;
  readonly issues: readonly Issue[];
}

/**
 * Returns a record as a night: its document checked and flattened, or its absence. A record without an id or a date can't
 * be placed: it gives no night, and issues. Who reads many gives a pool, so that their series are made once.
 */
export function readNight(
  { workflowRun, document, absence, issues: found = [] }: RunRecord,
  pool = new SeriesPool()
): ReadNight {
  const fields = typeof document === 'object' && document !== null ? (document as Fields) : {};
  const { run, issues } = identify(fields, workflowRun);
  if (!run) {
    return { issues: [...found, ...issues] };
  }
  if (document === undefined) {
    return { night: { run, rows: [], issues: found, absence }, issues: [] };
  }
  const read = readDocument(document, `run ${run.id}`, pool);
  const all = [...found, ...issues, ...read.issues];
  return { night: { run, rows: read.rows, issues: bounded(all, run.id) }, issues: [] };
}

/** So many issues of a night are kept and shown; what is wrong with more of it hardly differs. */
const MOST_ISSUES = 1000;

function bounded(issues: readonly Issue[], runId: string): readonly Issue[] {
  return issues.length <= MOST_ISSUES
    ? issues
    : [
        ...issues.slice(0, MOST_ISSUES - 1),
        makeIssue('tooManyIssues', `run ${runId}: document`, `at most ${MOST_ISSUES} issues`, issues.length),
      ];
}
