import { type Job } from '../core';
import { Refusal } from './routes/request';

/** What questions may cost. */
export interface BudgetLimits {
  /** Points of one request, over all of its queries. */
  readonly points: number;
  /** Seconds of computing for one request. */
  readonly seconds: number;
  /** Seconds of computing in a minute for one client. */
  readonly secondsAMinute: number;
}

/** A model's trend over a year is some thousand points, the whole fleet's some hundred thousand. */
export const BUDGET_LIMITS: BudgetLimits = { points: 1_000_000, seconds: 15, secondsAMinute: 40 };

const MINUTE = 60_000;
const MOST_CLIENTS = 1000;

interface Spent {
  /** When the client's minute began. */
  readonly since: number;
  readonly ms: number;
}

/**
 * Bounds what a request and a client may cost, so that nobody's question holds up those of the others. `now` is a clock in
 * milliseconds that never goes back.
 */
export class Budget {
  private readonly clients = new Map<string, Spent>();

  constructor(
    private readonly now: () => number,
    readonly limits: BudgetLimits = BUDGET_LIMITS
  ) {}

  /** Returns what counts the points of one request. It throws a `Refusal` with status 413 where they are too many. */
  points(): (points: number) => void {
    const { points: most } = this.limits;
    let all = 0;
    return (points) => {
      all += points;
      if (all > most) {
        throw new Refusal(
          413,
          'tooLarge',
          `The request asks for more than ${most} points. Choose fewer series with filters, fewer metrics, or a shorter time range.`
        );
      }
    };
  }

  /**
   * Runs a job within the limits. It throws a `Refusal`: with status 422 where the request takes too long, with 429 where
   * its client has used up its time for now.
   */
  *limit<Result>(job: Job<Result>, client = ''): Job<Result> {
    this.admit(client);
    const { seconds: most } = this.limits;
    let used = 0;
    for (;;) {
      const began = this.now();
      const { done, value } = job.next();
      const took = this.now() - began;
      used += took;
      this.charge(client, took);
      if (done) {
        return value;
      }
      if (used > most * 1000) {
        throw new Refusal(
          422,
          'tooLarge',
          `The answer takes more than ${most} seconds to compute. Ask with fewer queries or fewer different sensitivities, or choose fewer series with filters.`
        );
      }
      yield;
    }
  }

  private admit(client: string): void {
    const { secondsAMinute: most } = this.limits;
    this.charge(client, 0);
    const spent = this.spentOf(client);
    if (spent.ms > most * 1000) {
      const seconds = Math.ceil((spent.since + MINUTE - this.now()) / 1000);
      throw new Refusal(
        429,
        'rateLimited',
        `This client has used ${most} seconds of computing within a minute. Ask again in ${seconds} seconds.`
      );
    }
  }

  private spentOf(client: string): Spent {
    const spent = this.clients.get(client);
    return spent && this.now() - spent.since < MINUTE ? spent : { since: this.now(), ms: 0 };
  }

  private charge(client: string, ms: number): void {
    const { since, ms: before } = this.spentOf(client);
    this.clients.delete(client);
    this.clients.set(client, { since, ms: before + ms });
    const [oldest] = this.clients.keys();
    if (this.clients.size > MOST_CLIENTS && oldest !== undefined) {
      this.clients.delete(oldest);
    }
  }
}
