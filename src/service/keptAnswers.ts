import { type QueryRequest, type QueryResponse } from '../core';
import { type NightService } from './nightService';

/** So many answers are kept, and so many values in all of them. */
const MOST = 100;
const MOST_VALUES = 2_000_000;
/** Windows that differ by less are one: dashboards end now, for each of those who look at them at another moment. */
const SAME_MS = 60_000;

/**
 * Returns a service that keeps its last answers, so that a panel that many look at is computed once. `version` says what
 * answers depend on besides the question: with another one they are computed anew.
 */
export function keepAnswers(service: NightService, version: () => string): NightService {
  const kept = new Map<string, { readonly answer: QueryResponse; readonly size: number }>();
  let values = 0;
  const forget = (key: string) => {
    values -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  return {
    ...service,
    async query(request, options) {
      const key = keyOf(request, version());
      const known = kept.get(key);
      const answer = known?.answer ?? (await service.query(request, options));
      forget(key);
      const size = sizeOf(answer);
      if (keyOf(request, version()) === key && size <= MOST_VALUES) {
        kept.set(key, { answer, size });
        values += size;
      }
      for (const oldest of [...kept.keys()]) {
        if (kept.size > MOST || values > MOST_VALUES) {
          forget(oldest);
        }
      }
      return answer;
    },
  };
}

function keyOf({ from, to, queries }: QueryRequest, version: string): string {
  return JSON.stringify([version, Math.floor(from / SAME_MS), Math.floor(to / SAME_MS), queries]);
}

function sizeOf({ results }: QueryResponse): number {
  const columns = Object.values(results).flatMap(({ frames }) => frames.flatMap(({ data }) => data.values));
  return columns.reduce((sum, column) => sum + column.length, 0);
}
