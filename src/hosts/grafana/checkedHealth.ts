import { MS_PER_DAY } from '../../core';
import { missingOf, shown } from '../../backend/answer';
import { type Health, healthOf, healthOfError } from '../../backend/health';
import { type NightService } from '../../backend/nightService';

const CHECKED_DAYS = 30;
/** The statuses of the server part's check: nights that are not known yet are neither well nor broken. */
const HEALTH: Readonly<Record<string, Health['status']>> = { OK: 'success', UNKNOWN: 'warning' };

/** Returns what *Save & test* says, by the check of the server part, or by who answers in the browser. */
export async function checkedHealth(
  ask: () => Promise<NightService | { readonly status: string; readonly message: string }>,
  now: number
): Promise<Health> {
  try {
    const asked = await ask();
    if ('status' in asked) {
      return { status: HEALTH[asked.status] ?? 'error', message: asked.message };
    }
    const answer = await asked.summary({ from: now - CHECKED_DAYS * MS_PER_DAY, to: now });
    return answer.known === 'not yet'
      ? { status: 'warning', message: missingOf(answer) }
      : healthOf(shown(answer), CHECKED_DAYS, now);
  } catch (error) {
    return healthOfError(error);
  }
}
