import { type Issue, makeIssue } from '../model/issue';

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Returns the document in a text of JSON, or an issue that names the run. */
export function parseDocument(
  text: string,
  runId: string
): { readonly document?: unknown; readonly issues: readonly Issue[] } {
  try {
    return { document: JSON.parse(text.replace(BYTE_ORDER_MARK, '')), issues: [] };
  } catch {
    return { issues: [makeIssue('invalidJson', `run ${runId}: document`, 'JSON', text)] };
  }
}
