import { type NightTable, type RunEntry } from '../flatten/nightTable';
import { type NightChoice } from './nightQuery';

const MS_A_DAY = 24 * 60 * 60 * 1000;
const TEXT = /^(latest|previous|run|days|branch|commit|tag)(?::(.*))?$/;
const SHORTEST_COMMIT = 6;

/**
 * Returns the run with results that is meant, as an index into the table; `from` is the run that `previous` and `days`
 * count from, and they stay on its branch. It is looked for in all nights, not only in the window.
 */
export function findNight(table: NightTable, choice: NightChoice, from: number): number | undefined {
  const { kind, value = '' } = readChoice(choice);
  const { branch, time } = table.runs[from]!.run;
  switch (kind) {
    case 'latest':
    case 'text':
      return from;
    case 'previous':
      return last(table, ({ run }, index) => index < from && run.branch === branch);
    case 'days':
      return last(table, ({ run }) => run.time <= time - Number(value || 7) * MS_A_DAY && run.branch === branch);
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
  const [, kind, value] = TEXT.exec(text) ?? [];
  if (kind !== undefined) {
    return { kind: kind as NightChoice['kind'], value };
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
    days: `a run ${value || 7} days earlier`,
    branch: `a run of branch ${value}`,
    commit: `a run of commit ${value}`,
    tag: `a run of tag ${value} (its commit would do too)`,
  };
  return texts[kind];
}

function last(table: NightTable, holds: (entry: RunEntry, index: number) => boolean): number | undefined {
  const found = table.runs.findLastIndex((entry, index) => entry.benchmarks > 0 && holds(entry, index));
  return found < 0 ? undefined : found;
}
