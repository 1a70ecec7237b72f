import { type NightTable, type Notice, plural } from '../core';
import { type CollectorOptions } from './collectorOptions';
import { type RefreshStatus } from './refreshStatus';
import { quotaNotices } from './quotaNotices';

/** What of a collector is worth a notice. */
interface Noticed {
  readonly status: RefreshStatus;
  readonly options: Pick<CollectorOptions, 'acknowledgements' | 'notices'>;
  readonly store: { readonly table: NightTable };
  readonly progress?: { readonly done: number; readonly total: number };
}

/** Returns what is worth knowing about every answer of a collector. */
export function collectorNotices({ status, options, store, progress }: Noticed): Notice[] {
  const { lastFailure, sourceFailure, unread, quota } = status;
  const { error } = options.acknowledgements?.() ?? {};
  const warnings = [
    ...(sourceFailure ? [`The last refresh failed: ${sourceFailure.message}`] : []),
    ...(lastFailure && !sourceFailure ? [`${plural(unread, 'run')} could not be read: ${lastFailure.message}`] : []),
    ...(error ? [`The acknowledgements are wrong: ${error}`] : []),
  ];
  const loading = progress && `Loading: ${progress.done} of ${progress.total} runs.`;
  const empty = emptyNotice(store.table);
  return [
    ...options.notices,
    ...(empty ? [empty] : []),
    ...(loading ? [{ severity: 'info', text: loading } as const] : []),
    ...warnings.map((text): Notice => ({ severity: 'warning', text })),
    ...quotaNotices(quota),
  ];
}

/** So many runs in a row without results are no accident. */
const EMPTY_RUNS = 3;

function emptyNotice({ runs }: NightTable): Notice | undefined {
  const newest = runs.slice(-EMPTY_RUNS);
  const [message] = new Set(newest.map(({ absence }) => absence?.message));
  return newest.length === EMPTY_RUNS && message && newest.every(({ absence }) => absence?.message === message)
    ? { severity: 'warning', text: `The newest runs have no results: ${message}. Check the artifact prefix.` }
    : undefined;
}
