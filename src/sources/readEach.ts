import { type RunRecord } from '../core';
import { asSourceError, type SourceError } from './errors';
import { type LoadOptions } from './runSource';

/**
 * Reads each of several runs, and says how far it has come. One that fails costs only itself; one of which nothing is new gives
 * nothing.
 *
 * @throws the signal's reason where it is aborted.
 */
export async function readEach<Item>(
  items: readonly Item[],
  read: (item: Item) => Promise<RunRecord | undefined>,
  { signal, onRecord }: Pick<LoadOptions, 'signal' | 'onRecord'>
): Promise<{ readonly records: RunRecord[]; readonly failures: SourceError[] }> {
  const failures: SourceError[] = [];
  let done = 0;
  const records = await Promise.all(
    items.map(async (item) => {
      const record = await read(item).catch((error: unknown) => {
        signal?.throwIfAborted();
        failures.push(asSourceError(error));
        return undefined;
      });
      done += 1;
      if (record) {
        onRecord?.(record, { done, total: items.length });
      }
      return record;
    })
  );
  signal?.throwIfAborted();
  return { records: records.filter((record) => record !== undefined), failures };
}
