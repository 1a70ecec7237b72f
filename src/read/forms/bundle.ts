import { type Fields, isFields } from '../../lib/types';
import { IDENTITY } from '../check/identify';

/** A document that holds several of one run, by the names of their files. */
const PARTS = 'documents';

/**
 * Returns what a run's files are together: a document alone as it is; several, and one that is a list, as one document that has
 * what any of them says of the run.
 */
export function bundleOf(parts: ReadonlyArray<readonly [name: string, document: unknown]>): unknown {
  const [only] = parts;
  if (only && parts.length === 1 && !Array.isArray(only[1])) {
    return only[1];
  }
  const fields = parts.map(([, document]) => (isFields(document) ? document : {}));
  const identity = fields.flatMap((document) =>
    Object.entries(document).filter(([name, value]) => IDENTITY.has(name) && value)
  );
  return { ...Object.fromEntries(identity.reverse()), [PARTS]: Object.fromEntries(parts) };
}

/** Returns the documents that a document holds, or undefined where it is one itself. */
export function documentsOf(document: Fields): Fields | undefined {
  const parts = document[PARTS];
  return isFields(parts) && !('results' in document) ? parts : undefined;
}
