import * as v from 'valibot';

import { findMetric, type KnownEvent } from '../core';
import { asSourceError } from '../sources/errors';
import { type Files } from './files';

const FILE = 'events.json';
const FORMAT = 1;
const text = v.pipe(v.string(), v.maxLength(2000));

const fileSchema = v.object({ format: v.literal(FORMAT), events: v.array(v.unknown()) });

const eventSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  series: text,
  metric: v.custom<KnownEvent['metric']>((id) => typeof id === 'string' && findMetric(id) !== undefined),
  up: v.boolean(),
  onset: text,
  told: text,
  before: v.number(),
  after: v.number(),
  withdrawn: v.optional(text),
});

/** Keeps what is known of events from one start of a host to the next. */
export class EventMemory {
  constructor(private readonly files: Files) {}

  /** Returns the events that can be read. One that can't costs only itself; `log` is called for it. */
  async read(log: (line: string) => void): Promise<readonly KnownEvent[]> {
    const path = `${this.files.path}/${FILE}`;
    try {
      const file = await this.files.read(FILE);
      if (file === undefined) {
        return [];
      }
      const { events } = v.parse(fileSchema, JSON.parse(file));
      const read = events.map((event) => v.safeParse(eventSchema, event));
      const broken = read.filter(({ success }) => !success).length;
      if (broken > 0) {
        log(`${path}: ${broken} of ${events.length} events can't be read; those changes may get new ids.`);
      }
      return read.flatMap((parsed) => (parsed.success ? [parsed.output] : []));
    } catch (error) {
      log(`${path} can't be read, so that changes may get new ids: ${(error as Error).message}`);
      return [];
    }
  }

  /** @throws SourceError where it can't be written. */
  async write(events: readonly KnownEvent[]): Promise<void> {
    const request = { method: 'WRITE', url: `${this.files.path}/${FILE}` };
    await this.files.write(FILE, `${JSON.stringify({ format: FORMAT, events })}\n`).catch((error: unknown) => {
      throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
    });
  }
}
