import { completeDocument, type Night, type RunRecord } from '../src/core';

/**
 * Returns a record's document as JSON text: as it came, where it is sound and lacks nothing of its run; otherwise with what it
 * lacks filled in. Undefined where there is none.
 */
export function documentText({ document, text, issues }: RunRecord, night: Night | undefined): string | undefined {
  if (document === undefined) {
    return undefined;
  }
  const complete = night ? completeDocument(document, night.run) : document;
  return complete === document && text && !issues?.length ? text.trim() : JSON.stringify(complete);
}
