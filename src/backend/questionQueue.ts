import { Refusal } from './api/request';

interface QueueOptions {
  /** A clock in milliseconds that never goes back. */
  readonly now: () => number;
  /** Lets the host do other things first; resolves when it has. */
  readonly pause: () => Promise<void>;
  /** Milliseconds of work that may wait: who would wait longer is asked to come back. */
  readonly patience?: number;
  /** Questions of one client that may wait. */
  readonly mostOfClient?: number;
}

interface Waiting {
  readonly cost: number;
  readonly client: string;
  readonly signal?: AbortSignal;
  readonly begin: () => void;
}

const PATIENCE = 20_000;
const MOST_OF_CLIENT = 64;
/** What a unit of cost takes at first, in milliseconds; then it is measured. */
const FIRST_GUESS = 0.002;
const LEARNING = 0.2;
/** A question of less cost does not tell what a unit takes. */
const TELLING = 1000;
/** What every question takes besides its cost, in milliseconds. */
const EACH = 2;

/**
 * Answers questions one after the other, the cheapest first: each at once and to its end, for what was begun is worth keeping.
 * Who would wait too long is told when to ask again, so that no answer comes when nobody waits for it any more.
 */
export class QuestionQueue {
  private readonly waiting: Waiting[] = [];
  private isWorking = false;
  private perUnit = FIRST_GUESS;

  constructor(private readonly options: QueueOptions) {}

  /**
   * Answers a question in its turn. `cost` is what it costs beside others, such as its points.
   *
   * @throws Refusal with status 429 where too much waits already; what `answer` throws; the signal's reason.
   */
  ask<Answer>(answer: () => Answer, { cost, client = '', signal }: Asking): Promise<Answer> {
    this.admit(cost, client);
    return new Promise<Answer>((resolve, reject) => {
      const begin = () => {
        try {
          signal?.throwIfAborted();
          resolve(this.timed(answer, cost));
        } catch (error) {
          reject(error as Error);
        }
      };
      const place = this.waiting.findIndex((other) => other.cost > cost);
      this.waiting.splice(place < 0 ? this.waiting.length : place, 0, { cost, client, signal, begin });
      if (!this.isWorking) {
        void this.work();
      }
    });
  }

  private admit(cost: number, client: string): void {
    const { patience = PATIENCE, mostOfClient = MOST_OF_CLIENT } = this.options;
    const before = this.waiting.filter((other) => other.cost <= cost && !other.signal?.aborted);
    const wait = before.reduce((sum, other) => sum + this.expected(other.cost), this.isWorking ? EACH : 0);
    const isGreedy = this.waiting.filter((other) => other.client === client).length >= mostOfClient;
    if (isGreedy || (before.length > 0 && wait > patience)) {
      const seconds = Math.max(1, Math.ceil(Math.min(wait, patience) / 1000));
      throw new Refusal(
        429,
        'rateLimited',
        `Too many questions wait for an answer. Ask again in ${seconds} seconds.`,
        seconds
      );
    }
  }

  private expected(cost: number): number {
    return EACH + this.perUnit * cost;
  }

  private timed<Answer>(answer: () => Answer, cost: number): Answer {
    const began = this.options.now();
    try {
      return answer();
    } finally {
      const took = Math.max(0, this.options.now() - began - EACH);
      if (cost >= TELLING) {
        this.perUnit += LEARNING * (took / cost - this.perUnit);
      }
    }
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    // Whoever asks at the same moment is sorted in first.
    await this.options.pause();
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      next.begin();
      await this.options.pause();
    }
    this.isWorking = false;
  }
}

interface Asking {
  readonly cost: number;
  readonly client?: string;
  readonly signal?: AbortSignal;
}
