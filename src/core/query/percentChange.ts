/** Returns how much `to` differs from `from`, in %; null where there is nothing to compare with. */
export function percentChange(from: number | null, to: number | null): number | null {
  return from === null || to === null || from === 0 ? null : 100 * (to / from - 1);
}
