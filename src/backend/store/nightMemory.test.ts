import { nightDocument } from '../../../tests/support/builders';
import { ALL, documents, force, stage, without, withResults, workflowRun } from '../../../tests/support/storeInTests';
import { type NightStore } from './nightStore';

describe('a store kept packed for the next start', () => {
  /** Opens a store again, and says which runs were read from the archive. */
  async function reopened(stageOf: ReturnType<typeof stage>): Promise<{ store: NightStore; read: string[] }> {
    const store = stageOf.open();
    const read: string[] = [];
    const get = stageOf.files.get.bind(stageOf.files);
    stageOf.files.get = (name) => {
      read.push(...(name.endsWith('.night') ? [name] : []));
      return get(name);
    };
    await store.open(() => undefined);
    stageOf.files.get = get;
    return { store, read };
  }

  it('reads no document anew, and answers and asks as before', async () => {
    const of = stage([withResults('1'), withResults('2', 1, 2), without('expired', '3', 1, 1)]);
    const before = of.open();
    await before.load(ALL, force);
    await before.save();
    const { store, read } = await reopened(of);
    // An absence is no night that is worth keeping: it is read.
    expect(read).toEqual(['3-1.night']);
    expect(store.size).toBe(3);
    expect(store.version).toBe(3);
    const drawn = ({ table }: NightStore) => ({
      ...table,
      runs: table.runs.map(({ run, ...rest }) => [run.id, rest]),
    });
    expect(drawn(store)).toEqual(drawn(before));
    expect(await documents(store)).toEqual(await documents(before));
    of.asked.length = 0;
    await store.load(ALL, force);
    expect(of.asked).toEqual([]);
  });

  it('reads a run whose files changed, and one that was not there', async () => {
    const of = stage([withResults('1'), withResults('2')]);
    const before = of.open();
    await before.load(ALL, force);
    await before.save();
    of.records[0] = withResults('1', 2, 7);
    of.records.push(withResults('3'));
    await before.load(ALL, force);
    const { store, read } = await reopened(of);
    expect(read.sort()).toEqual(['1-1.night', '1-2.night', '3-1.night']);
    expect(store.size).toBe(3);
  });

  it('remembers of a run that a later attempt left nothing', async () => {
    const of = stage([withResults('1')]);
    const before = of.open();
    await before.load(ALL, force);
    of.records[0] = without('expired', '1', 2, 1);
    await before.load(ALL, force);
    await before.save();
    const { store, read } = await reopened(of);
    expect(read).toEqual([]);
    expect(store.table.runs[0]!.benchmarks).toBeGreaterThan(0);
    expect(store.knows(workflowRun('1', 2))).toBe(true);
    expect(store.knows(workflowRun('1', 3))).toBe(false);
  });

  it('remembers which documents are not handed on as they came', async () => {
    const text = JSON.stringify({ ...nightDocument(5, '2026-03-01'), run_id: undefined });
    const of = stage([{ workflowRun: workflowRun('5'), text, document: JSON.parse(text) as unknown }]);
    const before = of.open();
    await before.load(ALL, force);
    await before.save();
    const { store, read } = await reopened(of);
    expect(read).toEqual([]);
    expect(await documents(store)).toEqual([expect.objectContaining({ run_id: '5' })]);
  });

  it('keeps no night that the archive lacks, nor one without results', async () => {
    const empty = { workflowRun: workflowRun('2'), document: { run_id: '2', run_date: '2026-03-01', results: [] } };
    const of = stage([withResults('1'), { ...empty, text: JSON.stringify(empty.document) }]);
    const store = of.open();
    await store.load(ALL, force);
    of.disk.isFull = true;
    of.records.push(withResults('3'));
    await store.load(ALL, force);
    of.disk.isFull = false;
    await store.save();
    const lines = of.files.get('nights.json')!.trim().split('\n').slice(1);
    expect(lines.map((line) => (JSON.parse(line) as { night: { run: { id: string } } }).night.run.id)).toEqual(['1']);
  });

  it('says where that fails, and needs neither archive nor memory', async () => {
    const of = stage([withResults('1')]);
    const store = of.open();
    await store.load(ALL, force);
    of.disk.isFull = true;
    await expect(store.save()).rejects.toThrow('WRITE /archive/nights.json');
    const bare = stage([withResults('1')], { archived: false }).open();
    await bare.open(() => undefined);
    await bare.load(ALL, force);
    await expect(bare.save()).resolves.toBeUndefined();
  });
});
