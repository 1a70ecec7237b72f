import { groupBy } from '../../lib/collections';
import { plural } from '../../lib/texts';
import { type Annotation } from '../annotation';
import { seriesName } from '../../catalogue/labels';
import { signedPercent } from '../percent';
import { type TableRow } from '../columns';

/** Of changes that began with the same run, so many are spelled out. */
const MOST_LINES = 8;

/**
 * Returns an annotation for each run with which changes began, and direction, from rows of the view `events`: what changed
 * and by how much, and the suspect commits. Where it is not certain with which run they began, it is a region.
 */
export function changeAnnotations(rows: readonly TableRow[]): Annotation[] {
  const changes = rows.filter(({ id }) => id);
  const byRun = groupBy(changes, ({ time, direction }) => `${String(time)} ${String(direction)}`);
  return [...byRun].map(([id, together]) => annotationOf(id, together));
}

function annotationOf(id: string, rows: readonly TableRow[]): Annotation {
  const [first] = rows as [TableRow];
  const time = Number(first.time);
  const end = Math.max(...rows.map(({ time_end }) => Number(time_end ?? time)));
  const rest = rows.length - MOST_LINES;
  return {
    id,
    time,
    ...(end > time && { timeEnd: end }),
    title: `${plural(rows.length, 'change')} for the ${String(first.direction)}`,
    lines: [...rows.slice(0, MOST_LINES).map(lineOf), ...(rest > 0 ? [`and ${rest} more`] : [])],
    links: [{ url: String(first.commits_url ?? ''), title: 'suspect commits' }],
    color: first.direction === 'worse' ? 'bad' : 'good',
    tags: [...new Set(rows.map(({ state }) => String(state)))],
  };
}

function lineOf(row: TableRow): string {
  const labels = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value ?? '')]));
  const where = [labels.gpu_config, seriesName(labels)].filter(Boolean).join(' ');
  return `${signedPercent(Number(row.change))} ${labels.metric}: ${where} (${labels.state})`;
}
