/** What needs attention, most first. */
export const ATTENTION_STATES = [
  'regressed',
  'partly recovered',
  'drift',
  'not run',
  'missing',
  'failed',
  'improved',
  'recovered',
] as const;

/** What can be said of a series, a metric of it or a change in it; the first are what needs attention most. */
export const CHANGE_STATES = [
  ...ATTENTION_STATES,
  'suspect',
  'withdrawn',
  'alternates',
  'ended',
  'new',
  'learning',
  'ok',
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];
