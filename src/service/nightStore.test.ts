import { MS_PER_DAY, type RunRecord, type WorkflowRun } from '../core';
import { type RunSource } from '../sources/runSource';
import { nightDocument } from '../testing/builders';
import { Archive } from './archive';
import { type Files } from './files';
import { NightStore } from './nightStore';

const NOW = Date.UTC(2026, 2, 10);
const ALL = { from: -Infinity, to: Infinity };

function workflowRun(id: string, attempt = 1, hoursAgo = 48): WorkflowRun {
  const createdAt = new Date(NOW - hoursAgo * 3_600_000).toISOString();
  return { id, attempt, createdAt, commit: `c${id}`, branch: 'main', event: 'schedule', conclusion: 'success' };
}

function withResults(id: string, attempt = 1, factor = 1): RunRecord {
  const document = nightDocument(Number(id), '2026-03-01', factor);
  return { workflowRun: workflowRun(id, attempt), document, text: JSON.stringify(document) };
}

function without(kind: string, id = '1', attempt = 1, hoursAgo = 48): RunRecord {
  return { workflowRun: workflowRun(id, attempt, hoursAgo), absence: { kind, message: kind } };
}

/** A source that has these runs, and files in memory that can be made to fail. */
function stage(records: RunRecord[], { archived = true } = {}) {
  const asked: string[] = [];
  const files = new Map<string, string>();
  const disk = { isFull: false };
  const folder: Files = {
    path: '/archive',
    list: () => Promise.resolve([...files].map(([name, text]) => ({ name, version: `${text.length}` }))),
    read: (name) => Promise.resolve(files.get(name)),
    write: (name, text) =>
      disk.isFull ? Promise.reject(new Error('ENOSPC')) : Promise.resolve(void files.set(name, text)),
    remove: (name) => Promise.resolve(void files.delete(name)),
  };
  const source: RunSource = {
    load(_, { isKnown, onRecord } = {}) {
      const wanted = records.filter((record) => !record.workflowRun || !isKnown?.(record.workflowRun));
      wanted.forEach((record) => asked.push(`${record.workflowRun?.id}-${record.workflowRun?.attempt}`));
      wanted.forEach((record, index) => onRecord?.(record, { done: index + 1, total: wanted.length }));
      return Promise.resolve({ records: wanted, failures: [] });
    },
  };
  const open = () => {
    const archive = archived ? new Archive(folder, (text) => Promise.resolve(`${text.length}`)) : undefined;
    return new NightStore({ source, archive, keepDocuments: true, now: () => NOW, ttl: 0 });
  };
  return { open, files, disk, asked, records };
}

async function documents(store: NightStore): Promise<unknown[]> {
  const texts: string[] = [];
  for await (const text of store.texts(-Infinity, Infinity)) {
    texts.push(text);
  }
  return texts.map((text) => JSON.parse(text) as unknown);
}

const force = { force: true };

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
    expect(report.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^ENOSPC: WRITE \/archive\/1-1\.night\. Check the free space/),
      expect.stringMatching(/^ENOSPC: WRITE \/archive\/2-1\.night\. Check the free space/),
    ]);
    expect(await documents(store)).toHaveLength(2);
    expect((await store.load(ALL, force)).failures).toHaveLength(2);
    disk.isFull = false;
    records.push(withResults('3'));
    expect((await store.load(ALL, force)).failures).toEqual([]);
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
    expect(store.table.runs[0]!.issues).toBe(2);
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
});
