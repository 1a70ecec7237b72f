import { type Fields } from '../../lib/types';
import { type Issue, makeIssue } from '../../model/issue';

const BYTE_ORDER_MARK = /^\uFEFF/;
/** A text of JSON, or one of the numbers that Python's `json.dump` writes although JSON has none of them. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/gs;

/** A parsed document, or none, with what was wrong. */
interface ParsedDocument {
  readonly document?: unknown;
  readonly issues: readonly Issue[];
}

/**
 * Returns the document in a file: JSON, lines of JSON (a list of what stands in each), or CSV where its name says so (a list of its
 * rows, by the names in its first line).
 */
export async function parseFile(
  { name, text }: { readonly name: string; readonly text: string },
  runId: string
): Promise<ParsedDocument> {
  return name.endsWith('.csv') ? parseCsv(text, runId) : parseDocument(text, runId);
}

/** So many rows of a file of CSV are read; a night has a few hundred. */
const MOST_ROWS = 100_000;

/** Numbers are read as such: a document of JSON would have them so. */
async function parseCsv(text: string, runId: string): Promise<ParsedDocument> {
  const { default: Papa } = await import('papaparse');
  const { data, errors } = Papa.parse<Fields>(text.replace(BYTE_ORDER_MARK, ''), {
    header: true,
    dynamicTyping: true,
    skipEmptyLines: true,
    preview: MOST_ROWS,
  });
  const [first] = errors;
  const path = `run ${runId}: row ${(first?.row ?? 0) + 1}`;
  const issues = first ? [makeIssue('invalidJson', path, 'a row of CSV', first.message)] : [];
  return { document: data, issues };
}

/**
 * Returns the document in a text of JSON, or an issue that names the run. Numbers as Python writes them without there
 * being any (NaN, Infinity) are read as null, with an issue that counts them.
 */
export function parseDocument(text: string, runId: string): ParsedDocument {
  const path = `run ${runId}: document`;
  const json = text.replace(BYTE_ORDER_MARK, '');
  if (isDeeperThan(json, DEEPEST)) {
    return { issues: [makeIssue('tooLarge', path, `at most ${DEEPEST} levels`, 'more')] };
  }
  try {
    return { document: JSON.parse(json), issues: [] };
  } catch {
    return parseLeniently(json, path);
  }
}

/** A night has eight levels. Whatever walks through a document calls itself, and would end where there are thousands. */
const DEEPEST = 64;

const [QUOTE, BACKSLASH] = [34, 92];
const [OPENING_BRACKET, CLOSING_BRACKET] = [91, 93];
const [OPENING_BRACE, CLOSING_BRACE] = [123, 125];

function isDeeperThan(json: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfText(json, at);
    } else if (code === OPENING_BRACKET || code === OPENING_BRACE) {
      depth += 1;
      if (depth > most) {
        return true;
      }
    } else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) {
      depth -= 1;
    }
  }
  return false;
}

/** Returns where the text that begins at a quote ends; most of a document is texts, which are not looked at. */
function endOfText(json: string, from: number): number {
  let end = from;
  let backslashes: number;
  do {
    end = json.indexOf('"', end + 1);
    backslashes = 0;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) {
      backslashes += 1;
    }
  } while (backslashes % 2 === 1);
  return end < 0 ? json.length : end;
}

/** Returns what stands in each line of a text, or undefined where a line is none of JSON or there is only one. */
function parseLines(text: string): unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim());
  try {
    return lines.length > 1 ? lines.map((line): unknown => JSON.parse(line)) : undefined;
  } catch {
    return undefined;
  }
}

function parseLeniently(json: string, path: string): ParsedDocument {
  let count = 0;
  const cleaned = json.replace(TEXT_OR_NUMBER, (match) => {
    if (match.startsWith('"')) {
      return match;
    }
    count += 1;
    return 'null';
  });
  try {
    const document: unknown = JSON.parse(cleaned);
    return { document, issues: [makeIssue('notANumber', path, 'numbers', `NaN or Infinity ${count} times`)] };
  } catch {
    const lines = parseLines(cleaned);
    if (lines) {
      const issue = makeIssue('notANumber', path, 'numbers', `NaN or Infinity ${count} times`);
      return { document: lines, issues: count > 0 ? [issue] : [] };
    }
    return { issues: [makeIssue('invalidJson', path, 'JSON', json)] };
  }
}
