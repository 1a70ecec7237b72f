import { type ObservedNights } from '../detect/changes/observedNights';
import { type NightTable } from '../flatten/nightTable';
import { type Selected } from './selected';

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
    mask[index] = table.runs[index]!.run.branch === observed.branch ? 1 : 0;
  });
  return mask;
}
