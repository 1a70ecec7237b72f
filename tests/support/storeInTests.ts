import { type RunRecord, type WorkflowRun } from '../../src/core';
import { type RunSource } from '../../src/sources/runSource';
import { nightDocument } from './builders';
import { Archive } from '../../src/backend/store/archive';
import { type Files, wholeText } from '../../src/backend/store/files';
import { createJobRunner } from '../../src/backend/jobRunner';
import { NightMemory } from '../../src/backend/store/nightMemory';
import { NightStore } from '../../src/backend/store/nightStore';

export const NOW = Date.UTC(2026, 2, 10);
export const ALL = { from: -Infinity, to: Infinity };

export function workflowRun(id: string, attempt = 1, hoursAgo = 48): WorkflowRun {
  const createdAt = new Date(NOW - hoursAgo * 3_600_000).toISOString();
  return { id, attempt, createdAt, commit: `c${id}`, branch: 'main', event: 'schedule', conclusion: 'success' };
}

export function withResults(id: string, attempt = 1, factor = 1): RunRecord {
  const document = nightDocument(Number(id), '2026-03-01', factor);
  return { workflowRun: workflowRun(id, attempt), document, text: JSON.stringify(document) };
}

export function without(kind: string, id = '1', attempt = 1, hoursAgo = 48): RunRecord {
  return { workflowRun: workflowRun(id, attempt, hoursAgo), absence: { kind, message: kind } };
}

/** A source that has these runs, and files in memory that can be made to fail. */
export function stage(records: RunRecord[], { archived = true, keepDocuments = true, sliced = false } = {}) {
  const clock = { now: NOW };
  const asked: string[] = [];
  const files = new Map<string, string>();
  const disk = { isFull: false };
  const folder: Files = {
    path: '/archive',
    list: () => Promise.resolve([...files].map(([name, text]) => ({ name, version: `${text.length}` }))),
    read: (name) => Promise.resolve(files.get(name)),
    write: async (name, text) => {
      if (disk.isFull) {
        throw new Error('ENOSPC');
      }
      files.set(name, await wholeText(text));
    },
    remove: (name) => Promise.resolve(void files.delete(name)),
  };
  const source: RunSource = {
    async load(_, { isKnown, onRecord } = {}) {
      const wanted = records.filter((record) => !record.workflowRun || !isKnown?.(record.workflowRun));
      wanted.forEach((record) => asked.push(`${record.workflowRun?.id}-${record.workflowRun?.attempt}`));
      for (const [index, record] of wanted.entries()) {
        onRecord?.(record, { done: index + 1, total: wanted.length });
        await meanwhile.happens?.(index);
      }
      return { records: wanted, failures: [] };
    },
  };
  /** What happens while a load goes on, after each record. */
  const meanwhile: { happens?: (index: number) => unknown } = {};
  const slices = { done: 0 };
  const pause = () => Promise.resolve(void (slices.done += 1));
  /** One step is a slice. */
  const jobs = sliced ? createJobRunner({ now: () => performance.now(), pause, slice: 0 }) : undefined;
  const open = () => {
    const archive = archived ? new Archive(folder, (text) => Promise.resolve(`${text.length}`)) : undefined;
    const memory = archived ? new NightMemory(folder) : undefined;
    return new NightStore({ source, archive, memory, keepDocuments, now: () => clock.now, ttl: 0, jobs });
  };
  return { open, files, disk, asked, records, clock, meanwhile, slices };
}

export async function documents(store: NightStore): Promise<unknown[]> {
  const texts: string[] = [];
  for await (const text of store.texts(-Infinity, Infinity)) {
    texts.push(text);
  }
  return texts.map((text) => JSON.parse(text) as unknown);
}

export const force = { force: true };
