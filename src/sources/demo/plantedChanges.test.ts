import { buildNightTable, Detection, type Incident, MS_PER_DAY, readNight } from '../../core';
import { demoSource } from './demoSource';
import { PLANTED_CHANGES, type PlantedChange } from './plantedChanges';

/** What a planted change must be found as. */
function expected({ model, gpu, variant, until, from, factors }: PlantedChange, newest: number) {
  const labels = { ...(gpu && { gpu_config: [gpu] }), model: [model], ...(variant && { variant: [variant] }) };
  const better = Object.entries(factors).every(([what, factor]) => (what === 'denoise' ? factor < 1 : factor > 1));
  return { better, state: until === undefined ? 'open' : 'over', labels, day: newest - from };
}

describe('PLANTED_CHANGES', () => {
  it.each([Date.UTC(2026, 10, 24, 8), Date.UTC(2027, 2, 3, 8)])(
    'are what detection finds in the demo, and nothing else (until %d)',
    async (end) => {
      const { records } = await demoSource({ end: () => end }).load({ from: -Infinity, to: Infinity });
      const table = buildNightTable(records.flatMap((record) => readNight(record).night ?? []));
      const found = new Detection().changesNow(table);
      const dayOf = (run: number) => Math.floor(table.runs[run]!.run.time / MS_PER_DAY);
      const newest = dayOf(table.runs.length - 1);
      const told = found.incidents.map(({ better, state, scope, range }: Incident) => ({
        better,
        state,
        labels: scope.labels,
        day: dayOf(range[0]),
      }));
      const byDay = (a: { day: number }, b: { day: number }) => b.day - a.day;
      expect(told.sort(byDay)).toEqual(PLANTED_CHANGES.map((change) => expected(change, newest)).sort(byDay));
      expect(found.incidents.every(({ scope }) => scope.affected === scope.present)).toBe(true);
      expect(found.availability.absences).toEqual([]);
      expect(new Set(found.states.map(({ state }) => state))).toEqual(new Set(['ok', 'regressed', 'improved']));
    },
    30_000
  );
});
