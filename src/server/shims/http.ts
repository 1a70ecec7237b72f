type HeaderInit = Iterable<readonly [string, unknown]> | Readonly<Record<string, unknown>>;

/** The web's Headers, in an engine that has none: names in any case, one value a name. */
export class HeaderMap {
  private readonly values = new Map<string, string>();

  constructor(init: HeaderInit = {}) {
    const entries = isIterable(init) ? init : Object.entries(init);
    for (const [name, value] of entries) {
      if (value !== undefined) {
        this.set(name, String(value));
      }
    }
  }

  get(name: string): string | null {
    return this.values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.values.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.values.set(name.toLowerCase(), value);
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.values.entries();
  }
}

function isIterable(init: HeaderInit): init is Iterable<readonly [string, unknown]> {
  return Symbol.iterator in init;
}

interface WholeInit {
  readonly status?: number;
  readonly headers?: HeaderInit;
}

/** The web's Response, of a body that is there as a whole: as text where it is UTF-8, otherwise as bytes. */
export class WholeResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: HeaderMap;
  readonly url = '';
  /** There are no streams. */
  readonly body = undefined;

  constructor(
    private readonly content: string | Uint8Array | null,
    { status = 200, headers }: WholeInit = {}
  ) {
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.headers = new HeaderMap(headers);
  }

  async text(): Promise<string> {
    if (this.content instanceof Uint8Array) {
      throw new TypeError('The answer is not text in UTF-8');
    }
    return this.content ?? '';
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    const { content } = this;
    const bytes = typeof content === 'string' ? Uint8Array.from(content, (unit) => unit.charCodeAt(0)) : content;
    return bytes?.buffer ?? new ArrayBuffer(0);
  }
}
