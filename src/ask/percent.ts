/** Returns how much `to` differs from `from`, in %; null where there is nothing to compare with. */
export function percentChange(from: number | null, to: number | null): number | null {
  return from === null || to === null || from === 0 ? null : 100 * (to / from - 1);
}

/** Returns a change with its sign and one decimal: `+2.1 %`, `-7.9 %`. */
export function signedPercent(percent: number): string {
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
}
