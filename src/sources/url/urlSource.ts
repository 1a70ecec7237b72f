import { type RunRecord } from '../../core';
import { SourceError, asSourceError } from '../errors';
import { type Http, errorOfStatus, readBytes } from '../http';
import { type RunSource, type RunWindow } from '../runSource';

/** Where a JSON array of run documents is published, such as SGLang's `metrics_data.json`. */
export interface UrlOptions {
  readonly http: Http;
  readonly url: string;
  /** Largest answer in bytes. */
  readonly limit?: number;
}

const LARGEST = 256 * 1024 * 1024;

/** Returns the source that reads run documents from one address. */
export function urlSource(options: UrlOptions): RunSource {
  return {
    async load(window, { signal, onRecord } = {}) {
      const documents = await fetchDocuments(options, signal);
      const records = documentRecords(documents, window);
      records.forEach((record, index) => onRecord?.(record, { done: index + 1, total: records.length }));
      return { records, failures: [] };
    },
  };
}

/** Returns the documents as records, newest first; those of runs outside the window are left out. */
export function documentRecords(documents: readonly unknown[], window: RunWindow): RunRecord[] {
  return documents
    .map((document) => ({ document, time: timeOf(document) }))
    .filter(({ time }) => Number.isNaN(time) || (time >= window.from && time <= window.to))
    .sort((a, b) => b.time - a.time)
    .map(({ document }) => ({ document }));
}

function timeOf(document: unknown): number {
  const date = typeof document === 'object' && document !== null && 'run_date' in document ? document.run_date : '';
  return typeof date === 'string' ? Date.parse(date) : NaN;
}

async function fetchDocuments(
  { http, url, limit = LARGEST }: UrlOptions,
  signal?: AbortSignal
): Promise<readonly unknown[]> {
  const request = { method: 'GET', url };
  try {
    const response = await http(url, { signal });
    if (!response.ok) {
      throw errorOfStatus(response.status, response.headers, request);
    }
    return parseDocuments(new TextDecoder().decode(await readBytes(response, limit, request)), request);
  } catch (error) {
    signal?.throwIfAborted();
    throw asSourceError(error, request);
  }
}

/**
 * Returns the array of run documents in a text; one document alone is taken as an array of one.
 *
 * @throws SourceError `corrupt` where the text is neither.
 */
export function parseDocuments(text: string, request: { method: string; url: string }): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new SourceError('corrupt', 'The answer is not JSON', { request, cause, advice: EXPECTED });
  }
  if (Array.isArray(parsed)) {
    return parsed;
  }
  if (typeof parsed === 'object' && parsed !== null && 'results' in parsed) {
    return [parsed];
  }
  throw new SourceError('corrupt', 'The answer is not an array of run documents', { request, advice: EXPECTED });
}

const EXPECTED =
  "It must be a JSON array of run documents, as `sglang-nightly fetch` and SGLang's own script write it.";
