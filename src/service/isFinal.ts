import { MS_PER_DAY, parseTime, type RunRecord } from '../core';

/** So long after it ended, a run without results will have none any more. */
const FINAL_AFTER = MS_PER_DAY;
const NEVER_BACK = new Set(['expired', 'tooLarge']);
/** What a token may still bring, a missing token must not shut out; the same holds for what a browser can't read. */
const NEVER_FINAL = new Set(['unauthorised', 'network']);

/**
 * Returns whether asking for a run again brings nothing new: its document is there, its absence can't change, or it has been
 * over for a day. `now` is in milliseconds since 1970; `asked` is the name that artifacts have now: that there is none of
 * another name says nothing.
 */
export function isFinal({ workflowRun, absence, text }: RunRecord, now: number, asked?: string): boolean {
  if (absence?.kind === 'notFound' && asked !== undefined && absence.asked !== asked) {
    return false;
  }
  if (!absence || text !== undefined || NEVER_BACK.has(absence.kind)) {
    return true;
  }
  const ended = parseTime(workflowRun?.updatedAt ?? workflowRun?.createdAt ?? '');
  return now - ended > FINAL_AFTER && !NEVER_FINAL.has(absence.kind);
}
