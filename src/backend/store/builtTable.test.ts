import { ALL, force, NOW, stage, withResults } from '../../../tests/support/storeInTests';

describe('the table of a store', () => {
  it('builds the table while nights come in once a second, and at once when all are there', async () => {
    const of = stage(['1', '2', '3', '4'].map((id) => withResults(id)));
    const store = of.open();
    const seen: number[] = [];
    of.meanwhile.happens = (index) => {
      of.clock.now += [0, 999, 1, 0][index]!;
      seen.push(store.table.runs.length);
    };
    await store.load(ALL, force);
    expect(seen).toEqual([1, 1, 3, 3]);
    expect(store.table.runs).toHaveLength(4);
    expect(store.tableVersion).toBe(store.version);
    expect(store.table).toBe(store.table);
  });

  it('builds the table of many nights in slices where the host has jobs, and gives the one before meanwhile', async () => {
    const of = stage(
      ['1', '2', '3', '4'].map((id) => withResults(id)),
      { sliced: true }
    );
    const store = of.open();
    const seen: number[] = [];
    of.meanwhile.happens = () => {
      of.clock.now += 1000;
      seen.push(store.table.runs.length);
    };
    await store.load(ALL, force);
    expect(Math.max(...seen)).toBeLessThan(4);
    expect(of.slices.done).toBeGreaterThanOrEqual(4);
    expect(store.table.runs).toHaveLength(4);
    expect(store.tableVersion).toBe(store.version);
    const built = of.slices.done;
    void store.table;
    expect(of.slices.done).toBe(built);
    await store.save();
    const again = of.open();
    await again.open(() => undefined);
    expect(of.slices.done).toBeGreaterThanOrEqual(built + 4);
    expect(again.table.runs).toHaveLength(4);
    const dropping = again.dropBefore(NOW);
    await Promise.resolve();
    expect(again.table.runs).toHaveLength(4);
    await dropping;
    expect(again.table.runs).toEqual([]);
  });
});
