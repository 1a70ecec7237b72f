import { MS_PER_DAY } from '../../core';
import { type RunSource } from '../../sources/runSource';
import { nightDocument } from '../../../tests/support/builders';
import {
  ALL,
  documents,
  force,
  NOW,
  stage,
  without,
  withResults,
  workflowRun,
} from '../../../tests/support/storeInTests';
import { NightStore } from './nightStore';

describe('NightStore', () => {
  it('asks once for each run and attempt', async () => {
    const { open, asked, records } = stage([withResults('1')]);
    const store = open();
    await store.load(ALL, force);
    await store.load(ALL, force);
    records.push(withResults('2'));
    await store.load(ALL, force);
    records[0] = withResults('1', 2, 7);
    await store.load(ALL, force);
    expect(asked).toEqual(['1-1', '2-1', '1-2']);
    expect(store.size).toBe(2);
    expect(await documents(store)).toContainEqual(records[0]!.document);
  });

  it.each([
    ['expired', without('expired', '1', 1, 1), 1],
    ['too large', without('tooLarge', '1', 1, 1), 1],
    ['without an artifact while it may still come', without('notFound', '1', 1, 23), 2],
    ['without an artifact for good', without('notFound', '1', 1, 25), 1],
    ['not readable without a token', without('unauthorised', '1', 1, 48), 2],
    ['not readable in a browser', without('network', '1', 1, 48), 2],
    ['corrupt, once it is over for a day', without('corrupt', '1', 1, 25), 1],
    ['without a document that can be parsed', { ...without('corrupt', '1', 1, 1), text: '{' }, 1],
  ])('asks again for a run that is %s only where something may come', async (_, record, times) => {
    const { open, asked } = stage([record]);
    const store = open();
    await store.load(ALL, force);
    await store.load(ALL, force);
    expect(asked).toHaveLength(times);
  });

  it('goes by when a run ended, where that is known', async () => {
    const late = { ...workflowRun('1', 1, 30), updatedAt: new Date(NOW - 3_600_000).toISOString() };
    const { open, asked } = stage([{ ...without('notFound'), workflowRun: late }]);
    const store = open();
    await store.load(ALL, force);
    await store.load(ALL, force);
    expect(asked).toHaveLength(2);
  });

  it('fetches a re-run that was seen without a token once there is one', async () => {
    const { open, records, asked } = stage([withResults('1')]);
    const store = open();
    await store.load(ALL, force);
    records[0] = without('unauthorised', '1', 2);
    await store.load(ALL, force);
    expect(store.table.runs[0]!.benchmarks).toBeGreaterThan(0);
    records[0] = withResults('1', 2, 7);
    await store.load(ALL, force);
    expect(asked).toEqual(['1-1', '1-2', '1-2']);
    expect(await documents(store)).toEqual([records[0].document]);
  });

  it('goes on from memory while the disk is full, asks for nothing again, and writes it when there is room', async () => {
    const { open, disk, files, asked, records } = stage([withResults('1'), withResults('2')]);
    disk.isFull = true;
    const store = open();
    const report = await store.load(ALL, force);
    expect(report.failures).toEqual([]);
    expect(report.unkept.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^ENOSPC: WRITE \/archive\/1-1\.night\. Check the free space/),
      expect.stringMatching(/^ENOSPC: WRITE \/archive\/2-1\.night\. Check the free space/),
    ]);
    expect(await documents(store)).toHaveLength(2);
    expect((await store.load(ALL, force)).unkept).toHaveLength(2);
    disk.isFull = false;
    records.push(withResults('3'));
    expect(await store.load(ALL, force)).toMatchObject({ failures: [], unkept: [] });
    expect([...files.keys()].sort()).toEqual(['1-1.night', '2-1.night', '3-1.night']);
    expect(asked).toEqual(['1-1', '2-1', '3-1']);
  });

  it('knows after a restart what was archived, and nothing else', async () => {
    const { open, asked, disk, records } = stage([withResults('1')]);
    await open().load(ALL, force);
    records.push(withResults('2'), without('notFound', '3', 1, 1));
    disk.isFull = true;
    await open().load(ALL, force);
    asked.length = 0;
    const store = open();
    await store.open(() => undefined);
    expect(store.size).toBe(1);
    disk.isFull = false;
    await store.load(ALL, force);
    expect(asked).toEqual(['2-1', '3-1']);
  });

  it('gives documents without what is not JSON, and with what they lack of their run', async () => {
    const text = '{"run_date": "2026-03-01T06:00:00+00:00", "results": [], "x": NaN}';
    const document = { run_date: '2026-03-01T06:00:00+00:00', results: [], x: null };
    const issues = [{ kind: 'notANumber', path: '', expected: '', received: '', message: '' } as const];
    const { open } = stage([{ workflowRun: workflowRun('5'), text, document, issues }]);
    const store = open();
    await store.load(ALL, force);
    expect(await documents(store)).toEqual([{ ...document, run_id: '5', commit_sha: 'c5', branch: 'main' }]);
    expect(store.table.runs[0]!.issues).toBe(3);
  });

  it('keeps no document in memory where nobody hands it on', async () => {
    const { document } = withResults('1');
    const source: RunSource = {
      load(_, { onRecord } = {}) {
        onRecord?.({ document }, { done: 1, total: 1 });
        return Promise.resolve({ records: [{ document }], failures: [] });
      },
    };
    const store = new NightStore({ source, now: () => NOW, ttl: MS_PER_DAY });
    await store.load(ALL);
    expect(store.table.runs).toHaveLength(1);
    expect(await documents(store)).toEqual([]);
  });

  it('forgets what is older than a time, by when its run was created, and removes its files', async () => {
    const [old, recent] = [withResults('1'), withResults('2')];
    const of = stage([
      { ...old, workflowRun: workflowRun('1', 1, 100) },
      { ...recent, workflowRun: workflowRun('2', 1, 50) },
    ]);
    const store = of.open();
    await store.load(ALL, force);
    const created = (hours: number) => NOW - hours * 3_600_000;
    const { version } = store;
    expect(await store.dropBefore(created(100))).toBe(0);
    expect(store.version).toBe(version);
    expect(await store.dropBefore(created(99))).toBe(1);
    expect(store.version).toBe(version + 1);
    expect(store.table.runs.map(({ run }) => run.id)).toEqual(['2']);
    expect([...of.files.keys()]).toEqual(['2-1.night']);
    const bare = stage([withResults('1')], { archived: false });
    const inMemory = bare.open();
    await inMemory.load(ALL, force);
    expect(await inMemory.dropBefore(NOW)).toBe(1);
  });

  it('goes by the date of a document where nothing else is known of its run', async () => {
    const store = stage([{ document: nightDocument(1, '2026-03-01') }], { archived: false }).open();
    await store.load(ALL, force);
    expect(await store.dropBefore(Date.UTC(2026, 2, 1))).toBe(0);
    expect(await store.dropBefore(Date.UTC(2026, 2, 2))).toBe(1);
  });

  it('has a key of its documents that changes with them, and with the window', async () => {
    const of = stage([withResults('1')]);
    const store = of.open();
    expect(store.documentsIn(-Infinity, Infinity).key).toBe(store.documentsIn(-Infinity, Infinity).key);
    await store.load(ALL, force);
    const one = store.documentsIn(-Infinity, Infinity).key;
    expect(store.documentsIn(-Infinity, Infinity).key).toBe(one);
    expect(store.documentsIn(NOW, Infinity).key).not.toBe(one);
    of.records.push({ ...withResults('2'), workflowRun: workflowRun('2') });
    await store.load(ALL, force);
    expect(store.documentsIn(-Infinity, Infinity).key).not.toBe(one);
  });

  it('tells who waits how far a load has come, and says what came of it', async () => {
    const of = stage([withResults('1'), withResults('2')]);
    const told: unknown[] = [];
    const report = await of.open().load(ALL, { ...force, onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ]);
    expect(report).toMatchObject({ added: 2, failures: [] });
  });

  it('names documents that can not be placed, up to a hundred, and no longer once they are gone', async () => {
    const of = stage(Array.from({ length: 120 }, () => ({ document: { results: [] } })));
    const store = of.open();
    await store.load(ALL, force);
    expect(store.size).toBe(0);
    expect(store.unplaced).toHaveLength(100);
    expect(store.unplaced[0]!.path).toBe('run unknown: run_id');
    of.records.length = 0;
    await store.load(ALL, force);
    expect(store.unplaced).toEqual([]);
  });

  it('does not give up the results of a later attempt for those of an earlier one', async () => {
    const of = stage([withResults('1', 2, 7)], { archived: false });
    const store = of.open();
    await store.load(ALL, force);
    of.records[0] = withResults('1', 1, 1);
    await store.load(ALL, force);
    expect(store.table.runs[0]!.run.attempt).toBe(2);
    expect(await documents(store)).toEqual([withResults('1', 2, 7).document]);
  });

  it('takes in results where there was an absence, and the same attempt again where it has changed', async () => {
    const of = stage([without('unauthorised', '1')]);
    const store = of.open();
    await store.load(ALL, force);
    expect(store.table.runs[0]).toMatchObject({ absence: { kind: 'unauthorised' }, benchmarks: 0 });
    of.records[0] = withResults('1');
    await store.load(ALL, force);
    expect(store.table.runs[0]).toMatchObject({ absence: undefined });
    of.records[0] = without('unauthorised', '2');
    await store.load(ALL, force);
    of.records[0] = without('network', '2');
    await store.load(ALL, force);
    expect(store.table.runs.at(-1)).toMatchObject({ absence: { kind: 'network' } });
  });
});
