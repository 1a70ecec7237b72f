import { type Notice } from '../model/table';
import { tally } from '../model/tally';
import { type NightTable } from '../flatten/nightTable';
import { type Selected } from './selection';

/** Returns what is worth knowing about the selected runs: those without results, by reason, and dropped data. */
export function countNotices(table: NightTable, { runs }: Selected): Notice[] {
  const entries = runs.map((index) => table.runs[index]!);
  const absent = tally(entries.flatMap(({ absence }) => absence?.message ?? []));
  const issues = entries.reduce((sum, entry) => sum + entry.issues, 0);
  const notices: Notice[] = [...absent].map(([reason, count]) => ({
    severity: 'info',
    text: `${plural(count, 'run')} without results: ${reason}`,
  }));
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

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
