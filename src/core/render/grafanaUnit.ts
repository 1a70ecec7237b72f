/** Units that Grafana knows by a name; others stand behind the value as they are. */
const GRAFANA_UNITS: Readonly<Record<string, string>> = { ms: 'ms', s: 's', percent: 'percent', hours: 'h' };

/** Returns the id of a unit in Grafana's registry. */
export function grafanaUnit(unit: string): string {
  return GRAFANA_UNITS[unit] ?? `suffix:${unit}`;
}
