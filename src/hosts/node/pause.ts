/** Lets Node do what waits: answers, timers, files. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
