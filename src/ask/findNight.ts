import { MS_PER_DAY } from '../lib/time';
import { isUsualOnMain, type ObservedNights } from '../detect/observed/observedNights';
import { type NightTable, type RunEntry } from '../table/nightTable';
import { type Release } from '../detect/suspects/commit';
import { NIGHT_CHOICES, type NightChoice } from './nightChoice';

const KINDS = NIGHT_CHOICES.map(({ value }) => value);
const SHORTEST_COMMIT = 6;
const DEFAULT_DAYS = 7;

/**
 * Returns the run with results that is meant, as an index into the table; `from` is the run that `previous` and `days`
 * count from, and they stay on its branch. It is looked for in all nights, not only in the window.
 */
export function findNight(
  table: NightTable,
  choice: NightChoice,
  from: number,
  isUsual: (index: number) => boolean = () => true
): number | undefined {
  const { kind, value = '' } = readChoice(choice);
  const { branch } = table.runs[from]!.run;
  switch (kind) {
    case 'latest':
    case 'text':
      return from;
    case 'previous':
      return (
        last(table, ({ run }, index) => index < from && run.branch === branch && isUsual(index)) ??
        last(table, ({ run }, index) => index < from && run.branch === branch)
      );
    case 'days':
      return nearest(table, from, daysOf(value));
    case 'run':
      return last(table, ({ run }) => run.id === value);
    case 'branch':
      return last(table, ({ run }, index) => run.branch === value && index !== from);
    case 'commit':
      return last(table, ({ run }) => value.length >= SHORTEST_COMMIT && run.commit.startsWith(value.toLowerCase()));
    case 'tag':
      return last(table, ({ run }) => run.branch === value || run.branch.endsWith(`/${value}`));
  }
}

/** Returns a choice that was written as one text, such as `days:7` or `commit:5cdb391`; another text is a run's id. */
export function readChoice(choice: NightChoice): NightChoice {
  if (choice.kind !== 'text') {
    return choice;
  }
  const text = choice.value?.trim() ?? '';
  const [before, ...after] = text.split(':');
  const kind = KINDS.find((one) => one === before && one !== 'text');
  if (kind !== undefined) {
    return { kind, value: after.length > 0 ? after.join(':') : undefined };
  }
  return text === '' ? { kind: 'latest' } : { kind: 'run', value: text };
}

/** Returns what is not there, for a sentence. */
export function describeChoice(choice: NightChoice): string {
  const { kind, value = '' } = readChoice(choice);
  const texts: Record<NightChoice['kind'], string> = {
    latest: 'a run',
    text: 'a run',
    previous: 'an earlier run',
    run: `run ${value}`,
    days: `a run about ${daysOf(value)} days earlier`,
    branch: `a run of branch ${value}`,
    commit: `a run of commit ${value}`,
    tag: `a run of tag ${value} (its commit would do too)`,
  };
  return texts[kind];
}

function daysOf(value: string): number {
  return Number(value || DEFAULT_DAYS);
}

/** Runs start at about the same time of the day, give or take hours: the nearest is meant, and of two the later one. */
function nearest({ runs }: NightTable, from: number, days: number): number | undefined {
  const { run } = runs[from]!;
  const wanted = startOf(runs[from]!) - days * MS_PER_DAY;
  let best: number | undefined;
  for (let index = 0; index < from; index++) {
    const entry = runs[index]!;
    const isCandidate = entry.benchmarks > 0 && entry.run.branch === run.branch;
    const distance = Math.abs(startOf(entry) - wanted);
    if (isCandidate && (best === undefined || distance <= Math.abs(startOf(runs[best]!) - wanted))) {
      best = index;
    }
  }
  return Number.isNaN(wanted) ? undefined : best;
}

function startOf({ run }: RunEntry): number {
  return run.createdAt ?? run.time;
}

function last(table: NightTable, holds: (entry: RunEntry, index: number) => boolean): number | undefined {
  const found = table.runs.findLastIndex((entry, index) => entry.benchmarks > 0 && holds(entry, index));
  return found < 0 ? undefined : found;
}

/** A night so far from a release says nothing of it. */
const FARTHEST = 14 * MS_PER_DAY;

/**
 * Returns the usual run of the main branch that is nearest in time to the commit of a release, as an index into the table;
 * undefined where none is within 14 days.
 */
export function nightOfRelease(table: NightTable, observed: ObservedNights, { time }: Release): number | undefined {
  let best: { readonly index: number; readonly distance: number } | undefined;
  table.runs.forEach(({ run, benchmarks }, index) => {
    const distance = Math.abs((run.createdAt ?? run.time) - time);
    const isCandidate = benchmarks > 0 && distance <= FARTHEST && isUsualOnMain(table, observed, index);
    if (isCandidate && (!best || distance < best.distance)) {
      best = { index, distance };
    }
  });
  return best?.index;
}
