import { type QueryRequest, type QueryResponse } from '../core';
import { type AskOptions, type NightService } from './nightService';

/** So many answers are kept, and so many values in all of them. */
const MOST = 100;
const MOST_VALUES = 2_000_000;
/** Windows that differ by less are one: dashboards end now, for each of those who look at them at another moment. */
const SAME_MS = 60_000;

/** A question that is being answered, for all who ask it meanwhile. */
interface Pending {
  readonly answer: Promise<QueryResponse>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Returns a service that keeps its last answers, so that a panel that many look at is computed once, also where they ask at
 * the same time. `version` says what answers depend on besides the question: with another one they are computed anew. A
 * question that nobody waits for any more is given up.
 */
export function keepAnswers(service: NightService, version: () => string): NightService {
  const kept = new KeptAnswers();
  const pending = new Map<string, Pending>();
  const begin = (key: string, request: QueryRequest, options: AskOptions): Pending => {
    const controller = new AbortController();
    const answer = service.query(request, { ...options, signal: controller.signal });
    const begun: Pending = { answer, controller, waiting: 0 };
    pending.set(key, begun);
    const end = () => {
      if (pending.get(key) === begun) {
        pending.delete(key);
      }
    };
    answer.then((done) => {
      end();
      if (keyOf(request, version()) === key) {
        kept.keep(key, done);
      }
    }, end);
    return begun;
  };
  return {
    ...service,
    async query(request, options = {}) {
      const now = version();
      const key = keyOf(request, now);
      const known = kept.find(key, now);
      return known ?? join(pending.get(key) ?? begin(key, request, options), options.signal, () => pending.delete(key));
    },
  };
}

/** Waits for an answer; whoever leaves last before its end gives it up. */
async function join(asked: Pending, signal: AbortSignal | undefined, onGivenUp: () => void): Promise<QueryResponse> {
  signal?.throwIfAborted();
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal?.reason);
    signal?.addEventListener('abort', leave, { once: true });
  });
  asked.waiting += 1;
  try {
    return await Promise.race([asked.answer, left]);
  } finally {
    signal?.removeEventListener('abort', leave!);
    asked.waiting -= 1;
    if (asked.waiting === 0 && signal?.aborted) {
      onGivenUp();
      asked.controller.abort();
    }
  }
}

class KeptAnswers {
  private readonly answers = new Map<string, { readonly answer: QueryResponse; readonly size: number }>();
  private values = 0;
  private version = '';

  /** Answers of another version are asked for no more: they are let go. */
  find(key: string, version: string): QueryResponse | undefined {
    if (this.version !== version) {
      this.version = version;
      this.answers.clear();
      this.values = 0;
    }
    const known = this.answers.get(key);
    if (known) {
      this.answers.delete(key);
      this.answers.set(key, known);
    }
    return known?.answer;
  }

  keep(key: string, answer: QueryResponse): void {
    const size = sizeOf(answer);
    if (size > MOST_VALUES) {
      return;
    }
    this.answers.set(key, { answer, size });
    this.values += size;
    for (const [oldest, { size: freed }] of [...this.answers]) {
      if (this.answers.size <= MOST && this.values <= MOST_VALUES) {
        return;
      }
      this.answers.delete(oldest);
      this.values -= freed;
    }
  }
}

function keyOf({ from, to, queries }: QueryRequest, version: string): string {
  return JSON.stringify([version, Math.floor(from / SAME_MS), Math.floor(to / SAME_MS), queries]);
}

function sizeOf({ results }: QueryResponse): number {
  const columns = Object.values(results).flatMap(({ frames }) => frames.flatMap(({ data }) => data.values));
  return columns.reduce((sum, column) => sum + column.length, 0);
}
