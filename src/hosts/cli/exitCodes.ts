/** What the command line's exit codes mean; scripts rely on them. */
export const EXIT = { done: 0, regression: 1, cannotListen: 1, usage: 2, sourceFailed: 3, failed: 4 } as const;

/** The address that the collector is to listen on can't be had: the message says why, and what to do. */
export class CannotListen extends Error {}
