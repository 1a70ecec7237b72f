/** Whether two columns hold the same numbers. */
export function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) {
    return true;
  }
  let at = 0;
  while (at < a.length && a[at] === b[at]) {
    at += 1;
  }
  return at === a.length && a.length === b.length;
}
