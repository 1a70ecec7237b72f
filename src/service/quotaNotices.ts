import { type Notice } from '../core';
import { type Quota } from '../sources/runSource';

const NEARLY_SPENT = 0.1;

/** Returns a notice where less than a tenth of the quota is left. */
export function quotaNotices(quota: Quota | undefined): Notice[] {
  if (!quota || quota.remaining >= NEARLY_SPENT * quota.limit) {
    return [];
  }
  const until = new Date(quota.resetAt).toISOString().slice(11, 16);
  return [
    {
      severity: 'warning',
      text: `GitHub's quota is nearly spent: ${quota.remaining} of ${quota.limit} requests are left until ${until} UTC.`,
    },
  ];
}
