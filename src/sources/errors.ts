import { plainText } from '../core';

/** How the world can fail. Every kind is explained in docs/errors.md. */
export const SOURCE_ERROR_KINDS = [
  'unauthorised',
  'forbidden',
  'rateLimited',
  'notFound',
  'expired',
  'tooLarge',
  'network',
  'corrupt',
  'notConfigured',
] as const;

export type SourceErrorKind = (typeof SOURCE_ERROR_KINDS)[number];

const ADVICE: Readonly<Record<SourceErrorKind, string>> = {
  unauthorised: 'Give a valid token: a fine-grained one with "Actions: read" on the repository.',
  forbidden: 'Check that the token has "Actions: read" on this repository and that the organisation allows it.',
  rateLimited: 'Wait for the limit to reset, ask less often, or give a token: 5,000 requests an hour instead of 60.',
  notFound: 'Check the names of the repository and the workflow file; a private repository needs a token that sees it.',
  expired: 'GitHub keeps artifacts for 90 days: let the collector run, and it keeps what it has fetched.',
  tooLarge: 'A night is some hundred kilobytes: check that this is the right artifact.',
  network: 'Check the address, the proxy and the connection, then try again.',
  corrupt: 'Nothing can be read from it; if it stays so, look at the run.',
  notConfigured: 'Fill in the missing setting.',
};

/** What was asked when it failed. */
export interface Request {
  readonly method: string;
  readonly url: string;
}

interface Details {
  readonly request?: Request;
  /** Replaces the kind's general advice. */
  readonly advice?: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  readonly cause?: unknown;
}

/**
 * GitHub, the network, the collector or the disk failed. The message says the outcome, what was asked (never the query
 * string, which may carry a signature) and what to do.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly status?: number;

  constructor(
    readonly kind: SourceErrorKind,
    readonly outcome: string,
    { request, advice = ADVICE[kind], status, cause }: Details = {}
  ) {
    super(plainText(`${outcome}${request ? `: ${request.method} ${withoutQuery(request.url)}` : ''}. ${advice}`), {
      cause,
    });
    this.status = status;
  }
}

/** Returns the error as it is, or as a `network` one where it is no `SourceError`; `advice` replaces the general one. */
export function asSourceError(error: unknown, request?: Request, advice?: string): SourceError {
  return error instanceof SourceError
    ? error
    : new SourceError('network', rootMessage(error), { request, cause: error, advice });
}

/** `fetch failed` says nothing: the reason stands in its cause. */
function rootMessage(error: unknown): string {
  const { message, code, cause } = Object(error) as { message?: unknown; code?: unknown; cause?: unknown };
  return cause ? rootMessage(cause) : String(message || code || error);
}

function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}
