type Listener = () => void;

/** What this program and its libraries need of the web's AbortSignal. */
class Signal {
  aborted = false;
  reason: unknown;
  private readonly listeners = new Set<Listener>();

  addEventListener(_: 'abort', listener: Listener): void {
    this.listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: Listener): void {
    this.listeners.delete(listener);
  }

  throwIfAborted(): void {
    if (this.aborted) {
      throw this.reason;
    }
  }

  abort(reason: unknown): void {
    if (!this.aborted) {
      this.aborted = true;
      this.reason = reason;
      this.listeners.forEach((listener) => listener());
      this.listeners.clear();
    }
  }
}

/** The web's AbortController, in an engine that has none. */
export class Controller {
  readonly signal = new Signal();

  abort(reason: unknown = new Error('The operation was aborted')): void {
    this.signal.abort(reason);
  }
}
