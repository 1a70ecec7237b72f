import { type RunRecord } from '../../core';
import { type RunSource } from '../../sources/runSource';

/** The branch under which runs stand that are not part of the nights. */
export const UNOFFICIAL = 'unofficial';

/** Returns a source of nights that has the runs of another one too, on a branch of their own. */
export function withUnofficial(nights: RunSource, unofficial: RunSource): RunSource {
  return {
    async load(window, options = {}) {
      const official = await nights.load(window, options);
      const others = await unofficial.load(window, { signal: options.signal });
      const records = others.records.map((record, at) => onBranch(record, at));
      return {
        ...official,
        records: [...official.records, ...records],
        failures: [...official.failures, ...others.failures],
      };
    },
  };
}

/** A document of one's own may say nothing of a run: it was made now, and its number is none of the nights'. */
function onBranch({ document, issues }: RunRecord, at: number): RunRecord {
  const fields = Object(document) as Readonly<Record<string, unknown>>;
  const { run_id: id = '', run_date: date = new Date().toISOString() } = fields;
  return {
    issues,
    document: { ...fields, run_id: `${UNOFFICIAL}-${at + 1}-${String(id)}`, run_date: date, branch: UNOFFICIAL },
  };
}
