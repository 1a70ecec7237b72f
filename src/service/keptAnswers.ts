import { type QueryRequest, type QueryResponse } from '../core';
import { type NightService } from './nightService';

const MOST = 20;
/** Windows that differ by less are one: dashboards end now, for each of those who look at them at another moment. */
const SAME_MS = 60_000;

/**
 * Returns a service that keeps its last answers, so that a panel that many look at is computed once. `version` says what
 * answers depend on besides the question: with another one they are computed anew.
 */
export function keepAnswers(service: NightService, version: () => string): NightService {
  const kept = new Map<string, QueryResponse>();
  return {
    ...service,
    async query(request, options) {
      const key = keyOf(request, version());
      const known = kept.get(key);
      const answer = known ?? (await service.query(request, options));
      kept.delete(key);
      if (keyOf(request, version()) === key) {
        kept.set(key, answer);
      }
      for (const oldest of kept.keys()) {
        if (kept.size > MOST) {
          kept.delete(oldest);
        }
      }
      return answer;
    },
  };
}

function keyOf({ from, to, queries }: QueryRequest, version: string): string {
  return JSON.stringify([version, Math.floor(from / SAME_MS), Math.floor(to / SAME_MS), queries]);
}
