/** Returns a change with its sign and one decimal: `+2.1 %`, `-7.9 %`. */
export function signedPercent(percent: number): string {
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
}
