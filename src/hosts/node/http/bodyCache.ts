import { type Collector } from '../../../backend/collector';
import { completenessOf } from '../../../backend/completeness';
import { type Body } from './body';

const MOST_BYTES = 64 * 1024 * 1024;

interface Entry {
  readonly version: string;
  readonly body: Promise<Body>;
  bytes: number;
}

/** Keeps the bodies that many ask for, each in its newest version; those that were not asked for longest go first. */
export class BodyCache {
  private readonly bodies = new Map<string, Entry>();
  private bytes = 0;

  constructor(private readonly mostBytes = MOST_BYTES) {}

  /** Returns the body of a key, made once for all who ask meanwhile and later. One that fails is not kept. */
  get(key: string, version: string, make: () => Promise<Body>): Promise<Body> {
    const known = this.bodies.get(key);
    this.forget(key);
    const entry = known?.version === version ? known : { version, body: make(), bytes: 0 };
    this.bodies.set(key, entry);
    this.bytes += entry.bytes;
    if (entry !== known) {
      entry.body.then(
        ({ bytes }) => this.weigh(key, entry, bytes.byteLength),
        () => this.bodies.get(key) === entry && this.forget(key)
      );
    }
    return entry.body;
  }

  private weigh(key: string, entry: Entry, bytes: number): void {
    if (this.bodies.get(key) === entry) {
      entry.bytes = bytes;
      this.bytes += bytes;
      this.evict();
    }
  }

  private forget(key: string): void {
    this.bytes -= this.bodies.get(key)?.bytes ?? 0;
    this.bodies.delete(key);
  }

  private evict(): void {
    for (const key of [...this.bodies.keys()]) {
      if (this.bytes <= this.mostBytes) {
        return;
      }
      this.forget(key);
    }
  }
}

/** Returns what an answer depends on besides the question and the clock: as long as it is the same, answers are. */
export function stateOf(collector: Collector): string {
  const { snapshot, isCurrent, options } = collector;
  const { known, notices } = completenessOf(collector, { from: Infinity, needsFindings: true });
  return JSON.stringify([snapshot.version, isCurrent, known.known, notices, options.commits?.version]);
}
