import { parseDocument, parseTime, type RunRecord } from '../core';
import { arrayElements } from './arrayElements';
import { type Request, SourceError } from './errors';
import { ALL_RUNS, type RunSource } from './runSource';

/** A night's document has some hundred kilobytes, and one of a whole fleet some megabytes. */
const LARGEST_DOCUMENT = 32 * 1024 * 1024;

/** A text, part by part as it comes in. */
type Parts = AsyncIterable<string> | Iterable<string>;

/**
 * Returns the source of run documents that stand in one text: a JSON array of them, as `sglang-nightly fetch` and SGLang's
 * own script write it. Of the text one document at a time is in memory. `read` returns undefined where the text is what it was
 * the last time, and `onRead` is called when one could be read.
 */
export function documentsSource(
  read: (signal?: AbortSignal) => Promise<Parts | undefined>,
  request: Request,
  onRead: () => void = () => undefined
): RunSource {
  return {
    async load(_, { signal, onRecord } = {}) {
      const parts = await read(signal);
      const records = parts ? newestFirst(await recordsIn(parts, request)) : [];
      onRead();
      records.forEach((record, index) => onRecord?.(record, { done: index + 1, total: records.length }));
      return { records, failures: [], covers: ALL_RUNS };
    },
  };
}

/** Those without a date come last. */
function newestFirst(records: readonly RunRecord[]): RunRecord[] {
  return records
    .map((record) => ({ record, time: timeOf(record.document) }))
    .sort((a, b) => b.time - a.time)
    .map(({ record }) => record);
}

function timeOf(document: unknown): number {
  const date = typeof document === 'object' && document !== null && 'run_date' in document ? document.run_date : '';
  const time = typeof date === 'string' ? parseTime(date) : NaN;
  return Number.isNaN(time) ? -Infinity : time;
}

/**
 * Returns the records of the run documents in a text; one document alone is taken as an array of one.
 *
 * @throws SourceError `corrupt` where the text is neither, `tooLarge`, besides what reading it throws.
 */
async function recordsIn(parts: Parts, request: Request): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  const limit = (length: number) => {
    if (length > LARGEST_DOCUMENT) {
      throw new SourceError('tooLarge', `A document is larger than ${LARGEST_DOCUMENT} characters`, { request });
    }
  };
  try {
    for await (const { text, isInArray } of arrayElements(parts, limit)) {
      const { document, issues } = parseDocument(text, 'unknown');
      if (document === undefined) {
        throw new SyntaxError(`Document ${records.length + 1} is none`);
      }
      if (!isInArray && !isRunDocument(document)) {
        throw new SourceError('corrupt', 'The answer is not an array of run documents', { request, advice: EXPECTED });
      }
      records.push({ document, issues });
    }
  } catch (error) {
    throw error instanceof SyntaxError
      ? new SourceError('corrupt', 'The answer is not JSON', { request, advice: EXPECTED, cause: error })
      : error;
  }
  return records;
}

/** Whether a text that is one document is that of a run: with results, or with the documents of its artifacts. */
function isRunDocument(document: unknown): boolean {
  return typeof document === 'object' && document !== null && ('results' in document || 'documents' in document);
}

const EXPECTED =
  "It must be a JSON array of run documents, as `sglang-nightly fetch` and SGLang's own script write it.";
