import { type Night } from '../model/night';
import { type Issue, makeIssue } from '../model/issue';
import { type RunRecord } from '../model/run';
import { validate } from '../validate/validate';
import { flatten } from './flatten';
import { type SeriesPool } from './SeriesPool';

/** A record as a night; or none where it can't be placed, with the issues that say why. */
export interface ReadNight {
  readonly night?: Night;
  readonly issues: readonly Issue[];
}

/**
 * Returns a record as a night: its document checked and flattened, or its absence. A record without an id or a date can't
 * be placed: it gives no night, and issues. Who reads many gives a pool, so that their series are made once.
 */
export function readNight(
  { workflowRun, document, absence, issues: found = [] }: RunRecord,
  pool?: SeriesPool
): ReadNight {
  const validated = validate(document ?? {}, workflowRun);
  if (!validated.run) {
    return { issues: [...found, ...validated.issues] };
  }
  if (document === undefined) {
    return { night: { run: validated.run, rows: [], issues: found, absence }, issues: [] };
  }
  const { rows, issues } = flatten(validated, pool);
  const all = [...found, ...validated.issues, ...issues];
  return { night: { run: validated.run, rows, issues: bounded(all, validated.run.id) }, issues: [] };
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
