import { type Issue, makeIssue } from '../../model/issue';
import { type Run, type WorkflowRun } from '../../model/run';
import { MS_PER_DAY, parseTime } from '../../lib/time';

/** The fields in which a document says which run it is of. */
export const IDENTITY: ReadonlySet<string> = new Set(['run_id', 'run_date', 'timestamp', 'commit_sha', 'branch']);

/** Which run a document is of; undefined where it can't be placed: no id or no time, in it and in the workflow run. */
interface Identified {
  readonly run?: Run;
  readonly issues: readonly Issue[];
}

/** Returns the run of a document. What the document lacks comes from the workflow run, which is believed about the id. */
export function identify(fields: Readonly<Record<string, unknown>>, workflowRun?: WorkflowRun): Identified {
  const issues: Issue[] = [];
  const date = fields.run_date ?? fields.timestamp;
  const id = workflowRun?.id ?? textOf(fields.run_id);
  const where = `run ${id || 'unknown'}`;
  const { time, isWrong } = timeOf(date, workflowRun);
  if (isWrong) {
    issues.push(makeIssue('wrongDate', `${where}: run_date`, 'a time while the run went on', date));
  }
  if (!id) {
    issues.push(makeIssue('missingField', `${where}: run_id`, 'the number of the run', fields.run_id));
  }
  if (Number.isNaN(time)) {
    issues.push(makeIssue('missingField', `${where}: run_date`, 'an ISO 8601 date', date));
  }
  if (!id || Number.isNaN(time)) {
    return { issues };
  }
  const run: Run = {
    id,
    time,
    createdAt: validTime(workflowRun?.createdAt),
    attempt: workflowRun?.attempt ?? 1,
    commit: textOf(fields.commit_sha) || (workflowRun?.commit ?? ''),
    branch: branchOf(textOf(fields.branch), workflowRun),
    event: workflowRun?.event ?? '',
    conclusion: workflowRun?.conclusion ?? '',
    ...(workflowRun?.workflow && { workflow: workflowRun.workflow }),
  };
  return { run, issues };
}

/** Of forks and of releases, the document names the branch that the workflow is of. */
function branchOf(said: string, { isForeign, release, branch = '' }: Partial<WorkflowRun> = {}): string {
  return isForeign ? '' : (release ?? (said || branch));
}

/** How much later than the last change of its run a document may say that it was made. */
const TOLERANCE = MS_PER_DAY;

/** A date in a document counts while it lies between the run's creation and a day after its end; otherwise the run's own. */
function timeOf(date: unknown, run?: WorkflowRun): { readonly time: number; readonly isWrong: boolean } {
  const said = typeof date === 'string' ? parseTime(date) : NaN;
  const created = parseTime(run?.createdAt ?? '');
  if (Number.isNaN(said) || Number.isNaN(created)) {
    return { time: Number.isNaN(said) ? created : said, isWrong: false };
  }
  const ended = parseTime(run?.updatedAt ?? '');
  const isTooLate = !Number.isNaN(ended) && said > ended + TOLERANCE;
  const isWrong = said < created - EARLIER || isTooLate;
  return { time: isWrong ? (Number.isNaN(ended) ? created : Math.max(created, ended)) : said, isWrong };
}

/** Clocks of runners differ a little. */
const EARLIER = 5 * 60_000;

function validTime(text = ''): number | undefined {
  const time = parseTime(text);
  return Number.isNaN(time) ? undefined : time;
}

const LONGEST_TEXT = 500;

function textOf(field: unknown): string {
  return typeof field === 'string' || typeof field === 'number' ? String(field).slice(0, LONGEST_TEXT) : '';
}
