type HeaderInit = Iterable<readonly [string, unknown]> | Readonly<Record<string, unknown>>;

/** The web's Headers, in an engine that has none: names in any case, one value for each name. */
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

interface ResponseInit {
  readonly status?: number;
  readonly headers?: HeaderInit;
}

/** How the parts of a body are got, from its first on: as bytes, or as text; undefined at its end. */
export interface BodyParts {
  bytes(): Promise<Uint8Array | undefined>;
  text(): Promise<string | undefined>;
  /** Says that the rest is not wanted. */
  cancel(): void;
}

/** The web's Response, with as much of its streams as is used: a reader of bytes, which a host gives part by part. */
export class PartedResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: HeaderMap;
  readonly url = '';
  readonly body: { getReader(): unknown; texts(): AsyncGenerator<string> };
  private readonly parts: BodyParts;

  constructor(content: BodyParts | Uint8Array | string | null, { status = 200, headers }: ResponseInit = {}) {
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.headers = new HeaderMap(headers);
    this.parts = content !== null && typeof content === 'object' && 'cancel' in content ? content : onePart(content);
    const { parts } = this;
    this.body = {
      getReader: () => ({
        read: async () => {
          const value = await parts.bytes();
          return { value, done: value === undefined };
        },
        cancel: async () => parts.cancel(),
      }),
      texts: () => textsOf(parts),
    };
  }

  async text(): Promise<string> {
    let all = '';
    for await (const part of textsOf(this.parts)) {
      all += part;
    }
    return all;
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    const read: Uint8Array[] = [];
    for (let part = await this.parts.bytes(); part; part = await this.parts.bytes()) {
      read.push(part);
    }
    const all = new Uint8Array(read.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let at = 0;
    for (const part of read) {
      all.set(part, at);
      at += part.byteLength;
    }
    return all.buffer;
  }
}

async function* textsOf(parts: BodyParts): AsyncGenerator<string> {
  let isOver = false;
  try {
    for (let part = await parts.text(); part !== undefined; part = await parts.text()) {
      yield part;
    }
    isOver = true;
  } finally {
    if (!isOver) {
      parts.cancel();
    }
  }
}

/** A body that is there as a whole, as the program itself makes one. */
function onePart(content: Uint8Array | string | null): BodyParts {
  let left = content;
  const take = () => {
    const taken = left;
    left = null;
    return taken;
  };
  return {
    bytes: async () => {
      const taken = take();
      return typeof taken === 'string' ? utf8Of(taken) : (taken ?? undefined);
    },
    text: async () => {
      const taken = take();
      if (taken instanceof Uint8Array) {
        throw new TypeError('The answer is not text');
      }
      return taken ?? undefined;
    },
    cancel: () => void take(),
  };
}

/** Returns a text's bytes in UTF-8: the engine has no TextEncoder, but escapes as addresses do. */
function utf8Of(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at++) {
    const isEscape = escaped[at] === '%';
    bytes.push(isEscape ? parseInt(escaped.slice(at + 1, at + 3), 16) : escaped.charCodeAt(at));
    at += isEscape ? 2 : 0;
  }
  return Uint8Array.from(bytes);
}
