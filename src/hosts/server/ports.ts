import { type Helper } from '../../core';
import { type Files, type Sha256, wholeText } from '../../backend/store/files';
import { type Http } from '../../sources/http';
import { ask, tell } from './bridge';
import { type BodyParts, PartedResponse } from './shims/http';

interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A part of an answer's body. */
interface HttpPart {
  readonly text?: string;
  readonly base64?: string;
  readonly more: boolean;
}

let lastRequest = 0;

/** HTTP through the host's way out, which follows redirects, adds the secrets, and refuses what is not configured. */
export const hostHttp: Http = async (url, init = {}) => {
  init.signal?.throwIfAborted();
  lastRequest += 1;
  const id = lastRequest;
  const cancel = () => tell('httpClose', { id });
  init.signal?.addEventListener('abort', cancel, { once: true });
  const { status, headers } = await ask<HttpAnswer>('http', {
    id,
    url,
    method: init.method ?? 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body ?? '',
  }).catch((error: unknown) => {
    init.signal?.throwIfAborted();
    throw error;
  });
  let more = true;
  const read = async (as: 'bytes' | 'text'): Promise<HttpPart | undefined> => {
    init.signal?.throwIfAborted();
    if (!more) {
      return undefined;
    }
    const part = await ask<HttpPart>('httpRead', { id, as });
    more = part.more;
    return part;
  };
  const parts: BodyParts = {
    bytes: async () => {
      const part = await read('bytes');
      return part && fromBase64(part.base64 ?? '');
    },
    text: async () => (await read('text'))?.text,
    cancel,
  };
  if (status >= 200 && status < 300) {
    return new PartedResponse(parts, { status, headers }) as unknown as Response;
  }
  // Refusals are short, and not everybody reads them to their end: what is left of one would stay open.
  const refusal = (await parts.text()) ?? '';
  if (more) {
    cancel();
  }
  return new PartedResponse(refusal, { status, headers }) as unknown as Response;
};

/** Says a line in the host's log. */
export function log(line: string, level?: 'warn' | 'debug'): void {
  tell('log', { line, level });
}

/** Lets the host do other things first: it wakes the program behind what waits already. */
export async function pause(): Promise<void> {
  await ask('sleep', { ms: 0 });
}

/** Resolves after a time in milliseconds. */
export async function sleep(ms: number): Promise<void> {
  await ask('sleep', { ms });
}

/** Has metrics analysed by another engine of the host. */
export const askHelper: Helper = (batch) => ask('analyse', batch);

export const sha256OfText: Sha256 = (text) => ask('sha256', { text });

export const sha256OfBytes = (bytes: Uint8Array): Promise<string> => ask('sha256', { base64: toBase64(bytes) });

/** Where the host keeps files, and how much is there. */
export interface Folder extends Files {
  /** Bytes of all its files. */
  size(): Promise<number>;
}

/**
 * Opens a folder below the one where the host may write; `names` are its path.
 *
 * @throws TypeError where there is none that can be written.
 */
export async function openFolder(names: readonly string[]): Promise<Folder> {
  const { path } = await ask<{ path: string }>('open', { names });
  return {
    path,
    list: () => ask('list', { names }),
    read: async (name) => (await ask<string | null>('read', { names, name })) ?? undefined,
    write: async (name, text) => ask('write', { names, name, text: await wholeText(text, pause) }),
    remove: (name) => ask('remove', { names, name }),
    size: () => ask('size', { names }),
  };
}

/** The engine has these where the language's newest edition does; its types don't yet. */
interface Base64 {
  toBase64(): string;
}

function fromBase64(text: string): Uint8Array {
  return (Uint8Array as unknown as { fromBase64(text: string): Uint8Array }).fromBase64(text);
}

function toBase64(bytes: Uint8Array): string {
  return (bytes as unknown as Base64).toBase64();
}
