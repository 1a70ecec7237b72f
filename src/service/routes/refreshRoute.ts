import { type Host, type Route } from './route';

const AT_MOST_EVERY_MS = 60_000;
const startedAt = new WeakMap<Host, number>();

/**
 * `POST /api/refresh`: asks the source for what is missing. Any viewer can reach it, so calls are coalesced and one a
 * minute is the most.
 */
export const refreshRoute: Route = {
  methods: ['POST'],
  path: '/api/refresh',
  summary: 'Asks the source for what is missing, at most once a minute.',
  async answer(host) {
    const now = host.now();
    if (now - (startedAt.get(host) ?? -Infinity) >= AT_MOST_EVERY_MS) {
      startedAt.set(host, now);
      host.refresh();
    }
    return { known: 'all', value: { status: 'refreshing' } };
  },
};
