import { type Notice } from '../model/table';
import { plural } from '../lib/texts';
import { tally } from '../lib/collections';
import { minuteText } from '../lib/time';
import { type NightTable } from '../table/nightTable';
import { type Selected, type Selection } from './selection';

/**
 * Returns what is worth knowing about the selected runs of a range: that it holds none, those without results, by
 * reason, and dropped data.
 */
export function countNotices(table: NightTable, { runs }: Selected, range: Pick<Selection, 'from' | 'to'>): Notice[] {
  const entries = runs.map((index) => table.runs[index]!);
  const absent = tally(entries.flatMap(({ absence }) => absence?.message ?? []));
  const issues = entries.reduce((sum, entry) => sum + entry.issues, 0);
  const notices: Notice[] = [
    ...emptyRange(table, range),
    ...[...absent].map(([reason, count]): Notice => ({
      severity: 'info',
      text: `${plural(count, 'run')} without results: ${reason}`,
    })),
  ];
  if (issues > 0) {
    notices.push({
      severity: 'info',
      text: `${plural(issues, 'issue')} in the data: what could not be read was left out.`,
    });
  }
  if (table.duplicateRuns > 0) {
    notices.push({ severity: 'info', text: `${plural(table.duplicateRuns, 'duplicate run')} left out.` });
  }
  return notices;
}

/** A day has one night, and new panels show six hours: without a word they'd look broken. */
function emptyRange({ runs }: NightTable, { from, to }: Pick<Selection, 'from' | 'to'>): Notice[] {
  const newest = Math.max(...runs.map(({ run }) => run.time));
  if (runs.length === 0 || runs.some(({ run }) => run.time >= from && run.time <= to)) {
    return [];
  }
  return [
    {
      severity: 'info',
      text: `No run in this time range: choose a longer one. The newest run is of ${minuteText(newest)} UTC.`,
    },
  ];
}
