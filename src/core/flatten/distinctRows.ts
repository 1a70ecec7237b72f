import { type Row } from '../model/night';

/** Returns one row per series: of several the last that measured anything, for the first is a warm-up, or a try that failed. */
export function distinctRows(rows: readonly Row[]): Row[] {
  const bySeries = new Map<string, Row>();
  for (const row of rows) {
    if (!bySeries.has(row.series.id) || hasMeasured(row)) {
      bySeries.set(row.series.id, row);
    }
  }
  return [...bySeries.values()];
}

function hasMeasured({ values }: Row): boolean {
  return Object.values(values).some((value) => value > 0);
}
