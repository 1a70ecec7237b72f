import { type Night } from '../model/night';
import { type Issue } from '../model/issue';
import { type RunRecord } from '../model/run';
import { validate } from '../validate/validate';
import { flatten } from './flatten';

/** A record as a night; or none where it can't be placed, with the issues that say why. */
export interface ReadNight {
  readonly night?: Night;
  readonly issues: readonly Issue[];
}

/**
 * Returns a record as a night: its document checked and flattened, or its absence. A record without an id or a date can't
 * be placed: it gives no night, and issues.
 */
export function readNight({ workflowRun, document, absence, issues: found = [] }: RunRecord): ReadNight {
  const validated = validate(document ?? {}, workflowRun);
  if (!validated.run) {
    return { issues: [...found, ...validated.issues] };
  }
  if (document === undefined) {
    return { night: { run: validated.run, rows: [], issues: found, absence }, issues: [] };
  }
  const { rows, issues } = flatten(validated);
  return { night: { run: validated.run, rows, issues: [...found, ...validated.issues, ...issues] }, issues: [] };
}
