/** What can be said of a series, a metric of it or a change in it; the first are what needs attention most. */
export const CHANGE_STATES = [
  'regressed',
  'partly recovered',
  'drift',
  'not run',
  'missing',
  'failed',
  'improved',
  'recovered',
  'suspect',
  'withdrawn',
  'alternates',
  'ended',
  'new',
  'learning',
  'ok',
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];
