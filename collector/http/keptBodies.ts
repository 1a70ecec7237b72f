import { type Body } from './body';

const MOST_BYTES = 128 * 1024 * 1024;

/** Keeps the bodies that many ask for; those that were not asked for longest go first. */
export class KeptBodies {
  private readonly bodies = new Map<string, { readonly body: Promise<Body>; bytes: number }>();
  private bytes = 0;

  constructor(private readonly mostBytes = MOST_BYTES) {}

  /** Returns the body of a key, made once for all who ask meanwhile and later. One that fails is not kept. */
  get(key: string, make: () => Promise<Body>): Promise<Body> {
    const known = this.bodies.get(key);
    if (known) {
      this.bodies.delete(key);
      this.bodies.set(key, known);
      return known.body;
    }
    const entry = { body: make(), bytes: 0 };
    this.bodies.set(key, entry);
    entry.body.then(
      ({ bytes }) => {
        entry.bytes = bytes.byteLength;
        this.bytes += entry.bytes;
        this.evict();
      },
      () => this.bodies.delete(key)
    );
    return entry.body;
  }

  private evict(): void {
    for (const [key, { bytes }] of [...this.bodies]) {
      if (this.bytes <= this.mostBytes) {
        return;
      }
      this.bodies.delete(key);
      this.bytes -= bytes;
    }
  }
}
