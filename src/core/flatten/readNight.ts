import { type Night } from '../model/night';
import { type Issue } from '../model/issue';
import { type Run, type RunRecord, type WorkflowRun } from '../model/run';
import { validate } from '../validate/validate';
import { flatten } from './flatten';

/**
 * Returns a record as a night: its document checked and flattened, or its absence. A record that can't be placed in
 * time gives no night and its issues.
 */
export function readNight(record: RunRecord): { readonly night?: Night; readonly issues: readonly Issue[] } {
  const { workflowRun, document, absence } = record;
  if (document === undefined) {
    const run = workflowRun && runOf(workflowRun);
    return { night: run && { run, rows: [], issues: [], absence }, issues: [] };
  }
  const validated = validate(document, workflowRun);
  if (!validated.run) {
    return { issues: validated.issues };
  }
  const { rows, issues } = flatten(validated);
  return { night: { run: validated.run, rows, issues: [...validated.issues, ...issues] }, issues: [] };
}

/** Returns the records as nights, and the issues of those that can't be placed. */
export function readNights(records: readonly RunRecord[]): {
  readonly nights: readonly Night[];
  readonly issues: readonly Issue[];
} {
  const read = records.map(readNight);
  return { nights: read.flatMap(({ night }) => night ?? []), issues: read.flatMap(({ issues }) => issues) };
}

function runOf({ createdAt, ...facts }: WorkflowRun): Run {
  return { ...facts, time: Date.parse(createdAt) };
}
