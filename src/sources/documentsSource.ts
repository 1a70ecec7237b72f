import { type Issue, parseDocument, parseTime, type RunRecord } from '../core';
import { type Request, SourceError } from './errors';
import { ALL_RUNS, type RunSource } from './runSource';

/**
 * Returns the source of run documents that stand in one text: a JSON array of them, as `sglang-nightly fetch` and SGLang's
 * own script write it. `read` returns undefined where the text is what it was the last time, and `onRead` is called when one
 * could be read.
 */
export function documentsSource(
  read: (signal?: AbortSignal) => Promise<string | undefined>,
  request: Request,
  onRead: () => void = () => undefined
): RunSource {
  return {
    async load(_, { signal, onRecord } = {}) {
      const text = await read(signal);
      const records = text === undefined ? [] : documentRecords(parseDocuments(text, request));
      onRead();
      records.forEach((record, index) => onRecord?.(record, { done: index + 1, total: records.length }));
      return { records, failures: [], covers: ALL_RUNS };
    },
  };
}

/** Newest first; those without a date come last. What was wrong with the text as a whole stands with the first. */
function documentRecords({ documents, issues }: Documents): RunRecord[] {
  return documents
    .map((document) => ({ document, time: timeOf(document) }))
    .sort((a, b) => b.time - a.time)
    .map(({ document }, index) => ({ document, issues: index === 0 ? issues : [] }));
}

interface Documents {
  readonly documents: readonly unknown[];
  readonly issues: readonly Issue[];
}

function timeOf(document: unknown): number {
  const date = typeof document === 'object' && document !== null && 'run_date' in document ? document.run_date : '';
  const time = typeof date === 'string' ? parseTime(date) : NaN;
  return Number.isNaN(time) ? -Infinity : time;
}

/**
 * Returns the run documents in a text; one document alone is taken as an array of one.
 *
 * @throws SourceError `corrupt` where the text is neither.
 */
export function parseDocuments(text: string, request: Request): Documents {
  const { document: parsed, issues } = parseDocument(text, 'unknown');
  if (parsed === undefined) {
    throw new SourceError('corrupt', 'The answer is not JSON', { request, advice: EXPECTED });
  }
  if (Array.isArray(parsed)) {
    return { documents: parsed, issues };
  }
  if (typeof parsed === 'object' && parsed !== null && 'results' in parsed) {
    return { documents: [parsed], issues };
  }
  throw new SourceError('corrupt', 'The answer is not an array of run documents', { request, advice: EXPECTED });
}

const EXPECTED =
  "It must be a JSON array of run documents, as `sglang-nightly fetch` and SGLang's own script write it.";
