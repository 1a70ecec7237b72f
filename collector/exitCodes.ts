/** What the command line's exit codes mean; scripts rely on them. */
export const EXIT = { done: 0, regression: 1, usage: 2, sourceFailed: 3, failed: 4 } as const;
