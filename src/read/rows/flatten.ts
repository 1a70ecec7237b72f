import { type Issue, makeIssue } from '../../model/issue';
import { type Row } from '../../model/night';
import { type Result } from '../check/resultsOf';
import { distinctRows, type Flattened } from './rows';
import { diffusionRows, isDiffusion } from './diffusionRows';
import { distinguishArguments } from './distinguishArguments';
import { type SeriesPool } from '../../model/SeriesPool';
import { servingRows } from './servingRows';

/**
 * Returns the rows of a document's results, one per series, in their order. A bad row costs only itself.
 */
export function flatten(results: readonly Result[], pool: SeriesPool): Flattened {
  const ownArguments = distinguishArguments(results.filter((result) => !isDiffusion(result)));
  const rows: Row[] = [];
  const issues: Issue[] = [];
  for (const result of results) {
    const serverArgs = ownArguments.get(result) ?? '';
    const flat = isDiffusion(result) ? diffusionRows(result) : servingRows(result, serverArgs, pool);
    flat.issues.forEach((issue) => issues.push(issue));
    if (serverArgs) {
      issues.push(makeIssue('sameVariantOtherArguments', result.path, 'one group a variant', serverArgs));
    }
    flat.rows.forEach((row) => rows.push(row));
  }
  return { rows: distinctRows(rows), issues };
}
