import { dateText, MS_PER_DAY, type NightTable, type Notice, plural } from '../core';
import { type Progress, type Quota } from '../sources/runSource';
import { type Known, STARTING } from './answer';
import { type CollectorOptions } from './collectorOptions';
import { type NightStore } from './store/nightStore';
import { type RefreshStatus } from './refreshStatus';
import { type Snapshot } from './snapshot';

/** The nights that a host has, and the work that it is about. */
export interface Standing {
  /** Whether its archive was read. */
  readonly isOpen: boolean;
  readonly status: RefreshStatus;
  /** How far the refresh has come that goes on now. */
  readonly progress?: Progress;
  readonly store: Pick<NightStore, 'table' | 'size' | 'unplaced'>;
  readonly snapshot: Snapshot;
  /** Whether the snapshot is of all nights that there are. */
  readonly isCurrent: boolean;
  /** From when on the source was asked for nights, in milliseconds since 1970. */
  readonly asksFrom: number;
  readonly options: Pick<CollectorOptions, 'acknowledgements' | 'notices' | 'older'>;
}

/** A question: from when on it asks, and whether its answer depends on the changes that were found. */
export interface AskedFor {
  readonly from: number;
  readonly needsFindings: boolean;
}

/** How much a host knows of what is asked, and all that is worth saying of it, the gaps among it. */
export interface Completeness {
  readonly known: Known;
  readonly notices: readonly Notice[];
}

/** Returns how much a host knows of what is asked: the one place where that is decided. */
export function completenessOf(standing: Standing, asked: AskedFor): Completeness {
  const { options, store, progress } = standing;
  const loading = progress && info(`Loading: ${progress.done} of ${progress.total} runs.`);
  const gaps = {
    loading: loading ? [loading] : [],
    failed: failedNotices(standing),
    behind: isBehind(standing) ? [NEWER_ON_THE_WAY] : [],
    unplaced: unplacedNotices(store),
    before: beforeNotices(standing, asked),
  };
  const notices = [
    ...options.notices,
    ...emptyNotices(store.table),
    ...gaps.loading,
    ...gaps.failed,
    ...unkeptNotices(standing.status),
    ...quotaNotices(standing.status.quota),
    ...gaps.behind,
    ...gaps.unplaced,
    ...gaps.before,
  ];
  const waits = waitsFor(standing, asked, loading);
  if (waits) {
    const isSaid = waits.why.text === WAITS_FOR_CHANGES || notices.some(({ text }) => text === waits.why.text);
    return { known: waits, notices: isSaid ? notices : [...notices, waits.why] };
  }
  const why = Object.values(gaps).flat();
  const failure = standing.status.sourceFailure;
  return { known: why.length > 0 ? { known: 'partly', why, progress, failure } : { known: 'all' }, notices };
}

/** Returns the part of the work that must be done before there is an answer, if any must. */
function waitsFor(
  { isOpen, status, progress, store, snapshot }: Standing,
  { needsFindings }: AskedFor,
  loading?: Notice
) {
  const notYet = (text: string) =>
    ({ known: 'not yet', why: loading ?? info(text), progress: progress ?? STARTING }) as const;
  if (!isOpen && !status.sourceFailure) {
    return notYet('The archive is being read.');
  }
  if (store.size === 0) {
    const { sourceFailure: failure, refreshes } = status;
    return failure
      ? ({ known: 'not yet', why: failureNotice(failure), failure } as const)
      : refreshes === 0
        ? notYet('Nights are being read for the first time.')
        : undefined;
  }
  return needsFindings && snapshot.findings === null ? notYet(WAITS_FOR_CHANGES) : undefined;
}

/** An answer that needs what is found says so itself. */
const WAITS_FOR_CHANGES = 'Changes are being looked for in these nights.';
const NEWER_ON_THE_WAY = info(
  'Changes are being looked for in the newest nights; shown is what was found before they came.'
);

function isBehind({ snapshot, isCurrent }: Standing): boolean {
  return snapshot.findings !== null && !isCurrent;
}

function failureNotice({ message }: Error): Notice {
  return warning(`The last refresh failed: ${message}`);
}

function failedNotices({ status, options }: Standing): Notice[] {
  const { lastFailure, sourceFailure, unread } = status;
  const { error } = options.acknowledgements?.() ?? {};
  return [
    ...(sourceFailure ? [failureNotice(sourceFailure)] : []),
    ...(lastFailure && !sourceFailure
      ? [warning(`${plural(unread, 'run')} could not be read: ${lastFailure.message}`)]
      : []),
    ...(error ? [warning(`The acknowledgements are wrong: ${error}`)] : []),
  ];
}

/** These runs were read and are served; they are only not on the disk. */
function unkeptNotices({ unkept }: RefreshStatus): Notice[] {
  const [first] = unkept;
  return first ? [warning(`${plural(unkept.length, 'run')} could not be archived: ${first.message}`)] : [];
}

export function unplacedNotices({ unplaced }: Pick<NightStore, 'unplaced'>): Notice[] {
  const [first] = unplaced;
  return first ? [warning(`${plural(unplaced.length, 'document')} could not be placed: ${first.message}`)] : [];
}

/** Nights that a source was not asked for are not known: a range that begins before says so. */
function beforeNotices({ store, asksFrom, options }: Standing, { from }: AskedFor): Notice[] {
  const oldest = store.table.runs[0]?.run.time ?? Infinity;
  const begins = Math.min(asksFrom, oldest);
  // A question without a beginning asks for all nights there are; sources are asked by whole days.
  return from > -Infinity && Number.isFinite(begins) && from < begins - MS_PER_DAY && store.size > 0
    ? [info(`Nights before ${dateText(begins)} were not asked for${options.older ? `: ${options.older}` : '.'}`)]
    : [];
}

const NEARLY_SPENT = 0.1;

/** Returns a notice where less than a tenth of the quota is left. */
export function quotaNotices(quota: Quota | undefined): Notice[] {
  if (!quota || quota.remaining >= NEARLY_SPENT * quota.limit) {
    return [];
  }
  const until = new Date(quota.resetAt).toISOString().slice(11, 16);
  const { remaining, limit } = quota;
  return [warning(`GitHub's quota is nearly spent: ${remaining} of ${limit} requests are left until ${until} UTC.`)];
}

/** So many runs in a row without results are no accident. */
const EMPTY_RUNS = 3;

function emptyNotices({ runs }: NightTable): Notice[] {
  const newest = runs.slice(-EMPTY_RUNS);
  const [message] = new Set(newest.map(({ absence }) => absence?.message));
  const areSame =
    newest.length === EMPTY_RUNS && message && newest.every(({ absence }) => absence?.message === message);
  // Of the other reasons for an absence, such as a missing token, a name is none.
  const advice = newest[0]?.absence?.kind === 'notFound' ? ' Check the artifact prefix.' : '';
  return areSame ? [warning(`The newest runs have no results: ${message}.${advice}`)] : [];
}

function info(text: string): Notice {
  return { severity: 'info', text };
}

function warning(text: string): Notice {
  return { severity: 'warning', text };
}
