import type * as v from 'valibot';

import { type Issue, makeIssue } from '../model/issue';
import { type Run, type WorkflowRun } from '../model/run';
import { MS_PER_DAY, parseTime } from '../model/time';
import { check } from './check';
import { documentSchema, resultSchema } from './schema';

/** One entry of a document's `results`, its own fields checked; its lists are checked row by row when flattened. */
export interface Result extends v.InferOutput<typeof resultSchema> {
  /** The way to it, for issues. */
  readonly path: string;
  readonly lists: Readonly<Record<string, unknown>>;
}

/** A document whose frame is sound: what is wrong inside cost only itself. */
export interface Validated {
  /** Undefined where the document can't be placed: no id or no time, in it and in the workflow run. */
  readonly run?: Run;
  readonly results: readonly Result[];
  readonly issues: readonly Issue[];
}

/** Returns a document's run and results. What the document lacks of its run comes from the workflow run. */
export function validate(document: unknown, workflowRun?: WorkflowRun): Validated {
  const checked = check(documentSchema, document, () => `run ${workflowRun?.id ?? 'unknown'}: document`);
  const fields = checked.value ?? {};
  const { run, issues } = identify(fields, workflowRun);
  if (!checked.value) {
    return { run, results: [], issues: [checked.issue, ...issues] };
  }
  const where = `run ${run?.id ?? 'unknown'}`;
  if (!Array.isArray(fields.results) || fields.results.length === 0) {
    return {
      run,
      results: [],
      issues: [...issues, makeIssue('noResults', `${where}: results`, 'results', fields.results)],
    };
  }
  const results: Result[] = [];
  const found: Issue[] = [...issues];
  fields.results.forEach((raw: unknown, index) => {
    const path = `${where}: results[${index}]`;
    const result = check(resultSchema, raw, () => path);
    if (result.value) {
      results.push({ ...result.value, path, lists: raw as Record<string, unknown> });
    } else {
      found.push(result.issue);
    }
  });
  return { run, results, issues: found };
}

function identify(fields: Readonly<Record<string, unknown>>, workflowRun?: WorkflowRun) {
  const issues: Issue[] = [];
  const id = workflowRun?.id ?? textOf(fields.run_id);
  const where = `run ${id || 'unknown'}`;
  const { time, isWrong } = timeOf(fields.run_date, workflowRun);
  if (isWrong) {
    issues.push(makeIssue('wrongDate', `${where}: run_date`, 'a time while the run went on', fields.run_date));
  }
  if (!id) {
    issues.push(makeIssue('missingField', `${where}: run_id`, 'the number of the run', fields.run_id));
  }
  if (Number.isNaN(time)) {
    issues.push(makeIssue('missingField', `${where}: run_date`, 'an ISO 8601 date', fields.run_date));
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
    branch: workflowRun?.isForeign ? '' : textOf(fields.branch) || (workflowRun?.branch ?? ''),
    event: workflowRun?.event ?? '',
    conclusion: workflowRun?.conclusion ?? '',
    ...(workflowRun?.workflow && { workflow: workflowRun.workflow }),
  };
  return { run, issues };
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
