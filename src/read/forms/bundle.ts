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

/** A file of a try before the last one of its run stands below this name, with how many tries lie after it. */
const EARLIER = /^earlier-(\d+)\//;

/** Returns the name of a file of a run that was run again; of the last try it is the file's own. */
export function nameOfTry(name: string, earlier = 0): string {
  return earlier > 0 ? `earlier-${earlier}/${name}` : name;
}

/** Returns how many tries lie after that of a file, and the file's own name. */
export function tryOf(name: string): { readonly earlier: number; readonly file: string } {
  const [mark = '', earlier = '0'] = EARLIER.exec(name) ?? [];
  return { earlier: Number(earlier), file: name.slice(mark.length) };
}
