import { type Issue, makeIssue } from '../model/issue';
import { type Row } from '../model/night';
import { type Validated } from '../validate/validate';
import { diffusionRows, isDiffusion } from './diffusionRows';
import { distinguishArguments } from './distinguishArguments';
import { SeriesPool } from './SeriesPool';
import { type Flattened, servingRows } from './servingRows';

/**
 * Returns the rows of a night, one per series, in the document's order. Of rows with the same labels the last that measured
 * anything stays: the first is a warm-up, or a try that failed. A bad row costs only itself.
 */
export function flatten({ results }: Validated, pool = new SeriesPool()): Flattened {
  const ownArguments = distinguishArguments(results.filter((result) => !isDiffusion(result)));
  const rows = new Map<string, Row>();
  const issues: Issue[] = [];
  for (const result of results) {
    const serverArgs = ownArguments.get(result) ?? '';
    const flat = isDiffusion(result) ? diffusionRows(result) : servingRows(result, serverArgs, pool);
    flat.issues.forEach((issue) => issues.push(issue));
    if (serverArgs) {
      issues.push(makeIssue('sameVariantOtherArguments', result.path, 'one group a variant', serverArgs));
    }
    for (const row of flat.rows) {
      if (!rows.has(row.series.id) || hasMeasured(row)) {
        rows.set(row.series.id, row);
      }
    }
  }
  return { rows: [...rows.values()], issues };
}

function hasMeasured({ values }: Row): boolean {
  return Object.values(values).some((value) => value > 0);
}
