import { type AttributeId, RUN_ATTRIBUTES, runAttribute, seriesAttribute } from '../catalogue/attributes';
import { type ObservedNights } from '../detect/observed/observedNights';
import { type NightTable, type SeriesColumns } from '../table/nightTable';
import { type Run } from '../model/run';
import { type Series } from '../model/series';
import { matchesPattern } from './pattern';
import { type Filter, type Matcher } from './selector';

/** The part of a table that a selection picks. */
export interface Selected {
  /** Indexes of the runs that match, ascending. */
  readonly runs: readonly number[];
  /** 1 for each run of the table that matches. */
  readonly mask: Uint8Array;
  readonly series: readonly SeriesColumns[];
  /** Whether a condition is on the branch: otherwise what is asked of the latest night means the main branch. */
  readonly choosesBranch: boolean;
  /** The branches that the conditions on the branch leave, of those that the table has, whenever they were. */
  readonly branches: ReadonlySet<string>;
}

interface Chosen {
  readonly table: NightTable;
  readonly observed: ObservedNights;
  readonly selected: Selected;
}

/** Returns the mask of the selected runs: of those on the main branch, unless the query says which branch. */
export function chosenMask({ table, observed, selected }: Chosen): Uint8Array {
  if (selected.choosesBranch) {
    return selected.mask;
  }
  const mask = new Uint8Array(table.runs.length);
  selected.runs.forEach((index) => {
    mask[index] = observed.branches.has(table.runs[index]!.run.branch) ? 1 : 0;
  });
  return mask;
}

/** What to look at: a window in milliseconds since 1970, both ends included, and conditions that must all hold. */
export interface Selection {
  readonly from: number;
  readonly to: number;
  readonly filter: Filter;
  readonly matchers: readonly Matcher[];
}

type Condition = (value: string) => boolean;
type Conditions = ReadonlyArray<readonly [AttributeId, Condition]>;

const OF_RUN = new Set(RUN_ATTRIBUTES.map((attribute) => attribute.id));

/** Returns the runs and series of the table that the selection picks. */
export function select(table: NightTable, selection: Selection): Selected {
  const conditions = conditionsOf(selection);
  const ofRun = conditions.filter(([id]) => OF_RUN.has(id));
  const ofSeries = conditions.filter(([id]) => !OF_RUN.has(id));
  const mask = new Uint8Array(table.runs.length);
  const runs: number[] = [];
  table.runs.forEach(({ run }, index) => {
    if (run.time >= selection.from && run.time <= selection.to && matchesRun(run, ofRun)) {
      mask[index] = 1;
      runs.push(index);
    }
  });
  const series = table.series.filter((one) => matchesSeries(one.series, ofSeries));
  const ofBranch = conditions.filter(([id]) => id === 'branch');
  const all = new Set(table.runs.map(({ run }) => run.branch));
  const branches = new Set([...all].filter((branch) => ofBranch.every(([, holds]) => holds(branch))));
  return { runs, mask, series, choosesBranch: ofBranch.length > 0, branches };
}

function matchesRun(run: Run, conditions: Conditions): boolean {
  return conditions.every(([id, holds]) => holds(runAttribute(run, id)));
}

function matchesSeries({ labels }: Series, conditions: Conditions): boolean {
  return conditions.every(([id, holds]) => holds(seriesAttribute(labels, id)));
}

function conditionsOf({ filter, matchers }: Selection): Conditions {
  const listed = Object.entries(filter) as Array<[AttributeId, readonly string[] | undefined]>;
  const fromFilter = listed.flatMap(([id, values]) =>
    values && values.length > 0 ? [[id, oneOf(id, values)] as const] : []
  );
  return [...fromFilter, ...matchers.map((matcher) => [matcher.attribute, conditionOf(matcher)] as const)];
}

function conditionOf({ attribute, operator, values }: Matcher): Condition {
  const first = values.slice(0, 1);
  switch (operator) {
    case '=':
      return oneOf(attribute, first);
    case '!=':
      return not(oneOf(attribute, first));
    case '=|':
      return oneOf(attribute, values);
    case '!=|':
      return not(oneOf(attribute, values));
    case '=~':
      return matchesPattern(first[0] ?? '');
    case '!~':
      return not(matchesPattern(first[0] ?? ''));
  }
}

function oneOf(id: AttributeId, values: readonly string[]): Condition {
  const wanted = new Set(id === 'ioLength' ? values.map(canonicalLength) : values);
  return (value) => wanted.has(value);
}

/** Lengths may be written 4096/512, 4096x512 or 4096 / 512 too. */
function canonicalLength(text: string): string {
  return text.replace(/^(\d+)\s*[/x:,]\s*(\d+)$/, '$1_$2');
}

function not(condition: Condition): Condition {
  return (value) => !condition(value);
}
