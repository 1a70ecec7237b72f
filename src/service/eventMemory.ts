import * as v from 'valibot';

import { findMetric, type Known, type KnownEvent } from '../core';
import { asSourceError } from '../sources/errors';
import { type Files } from './files';

const FILE = 'events.json';
/** 1 had no incidents. */
const FORMAT = 2;
const text = v.pipe(v.string(), v.maxLength(2000));

const metric = v.custom<KnownEvent['metric']>((id) => typeof id === 'string' && findMetric(id) !== undefined);

const fileSchema = v.object({
  format: v.picklist([1, FORMAT]),
  events: v.array(v.unknown()),
  incidents: v.optional(v.array(v.unknown()), []),
});

const eventSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  series: text,
  metric,
  up: v.boolean(),
  onset: text,
  told: text,
  before: v.number(),
  after: v.number(),
  drifts: v.optional(v.boolean()),
  withdrawn: v.optional(text),
});

const NOTHING: Known = { events: [], incidents: [] };

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/));

const incidentSchema = v.object({
  id,
  events: v.array(id),
  labels: v.record(v.string(), text),
  metric,
  reported: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/)),
  partOf: v.optional(id),
});

/** Keeps what is known of events and incidents from one start of a host to the next: it can't be made again. */
export class EventMemory {
  constructor(private readonly files: Files) {}

  /** Returns the events that can be read. One that can't costs only itself; `log` is called for it. */
  async read(log: (line: string) => void): Promise<Known> {
    const path = `${this.files.path}/${FILE}`;
    try {
      const file = await this.files.read(FILE);
      if (file === undefined) {
        return NOTHING;
      }
      const { events, incidents } = v.parse(fileSchema, JSON.parse(file));
      const read = events.map((event) => v.safeParse(eventSchema, event));
      const broken = read.filter(({ success }) => !success).length;
      if (broken > 0) {
        log(`${path}: ${broken} of ${events.length} events can't be read; those changes may get new ids.`);
      }
      return {
        events: read.flatMap((parsed) => (parsed.success ? [parsed.output] : [])),
        incidents: incidents.flatMap((one) => {
          const parsed = v.safeParse(incidentSchema, one);
          return parsed.success ? [parsed.output] : [];
        }),
      };
    } catch (error) {
      log(`${path} can't be read, so that changes may get new ids: ${(error as Error).message}`);
      return NOTHING;
    }
  }

  /** @throws SourceError where it can't be written. */
  async write({ events, incidents }: Known): Promise<void> {
    const request = { method: 'WRITE', url: `${this.files.path}/${FILE}` };
    await this.files
      .write(FILE, `${JSON.stringify({ format: FORMAT, events, incidents })}\n`)
      .catch((error: unknown) => {
        throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
      });
  }
}
