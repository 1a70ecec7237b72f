import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';

import { findMetric, type KnownEvent } from '../src/core';

/** What is known of events from one start of the collector to the next. */
export interface EventMemory {
  read(): Promise<readonly KnownEvent[]>;
  write(known: readonly KnownEvent[]): Promise<void>;
}

const FILE = 'events.json';
const text = v.pipe(v.string(), v.maxLength(2000));

const schema = v.object({
  format: v.literal(1),
  events: v.array(
    v.object({
      id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
      series: text,
      metric: v.custom<KnownEvent['metric']>((id) => typeof id === 'string' && findMetric(id) !== undefined),
      up: v.boolean(),
      onset: text,
      told: text,
      before: v.number(),
      after: v.number(),
      withdrawn: v.optional(text),
    })
  ),
});

/** Returns the memory in a folder. What can't be read is as if nothing were known; `log` is told. */
export function eventMemory(folder: string, log: (line: string) => void): EventMemory {
  const path = join(folder, FILE);
  return {
    async read() {
      try {
        return v.parse(schema, JSON.parse(await readFile(path, 'utf8'))).events;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          log(`${path} can't be read, so that events may get new ids: ${(error as Error).message}`);
        }
        return [];
      }
    },
    write: (known) => writeFileAtomic(path, `${JSON.stringify({ format: 1, events: known })}\n`),
  };
}
