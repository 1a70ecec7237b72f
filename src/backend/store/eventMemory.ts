import * as v from 'valibot';

import { findMetric, labelsOfScope, NOTHING_REMEMBERED, type Remembered, type RememberedEvent } from '../../core';
import { asSourceError } from '../../sources/errors';
import { type Files } from './files';

const FILE = 'events.json';
/** 1 had no incidents; 2 called the run of the first report `told`. */
const FORMAT = 3;
const text = v.pipe(v.string(), v.maxLength(2000));
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/));

const metric = v.custom<RememberedEvent['metric']>((id) => typeof id === 'string' && findMetric(id) !== undefined);

const fileSchema = v.object({
  format: v.picklist([1, 2, FORMAT]),
  events: v.array(v.unknown()),
  incidents: v.optional(v.array(v.unknown()), []),
});

const eventSchema = v.pipe(
  v.looseObject({}),
  v.transform(({ told, ...event }) => ({ reported: told, ...event })),
  v.object({
    id,
    series: text,
    metric,
    up: v.boolean(),
    onset: text,
    reported: text,
    before: v.number(),
    after: v.number(),
    drifts: v.optional(v.boolean()),
    withdrawn: v.optional(text),
  })
);

const scopeSchema = v.record(v.string(), v.array(text));

const incidentSchema = v.pipe(
  v.object({
    id,
    events: v.array(id),
    scope: v.optional(scopeSchema),
    /** What older versions kept: what the scope named alone. */
    labels: v.optional(v.record(v.string(), text), {}),
    metric,
    reported: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/)),
    partOf: v.optional(id),
  }),
  v.transform(({ labels, scope = labelsOfScope(labels), ...incident }) => ({ ...incident, scope }))
);

/** Returns what is remembered of events and incidents, and of how many entries how many can't be read. @throws where it is no list. */
export function readRemembered(given: unknown): {
  readonly remembered: Remembered;
  readonly broken: number;
  readonly all: number;
} {
  const { events, incidents } = v.parse(fileSchema, given);
  const remembered = { events: readable(eventSchema, events), incidents: readable(incidentSchema, incidents) };
  const all = events.length + incidents.length;
  return { remembered, all, broken: all - remembered.events.length - remembered.incidents.length };
}

/** What is remembered, as it is written. */
export function rememberedText({ events, incidents }: Remembered): string {
  return JSON.stringify({ format: FORMAT, events, incidents });
}

/** Remembers events and incidents from one start of a host to the next: it can't be made again. */
export class EventMemory {
  constructor(private readonly files: Files) {}

  /** Returns the events that can be read. One that can't costs only itself; `log` is called for it. */
  async read(log: (line: string) => void): Promise<Remembered> {
    const path = `${this.files.path}/${FILE}`;
    try {
      const file = await this.files.read(FILE);
      if (file === undefined) {
        return NOTHING_REMEMBERED;
      }
      const { remembered, broken, all } = readRemembered(JSON.parse(file));
      if (broken > 0) {
        log(`${path}: ${broken} of ${all} events and incidents can't be read; those changes may get new ids.`);
      }
      return remembered;
    } catch (error) {
      log(`${path} can't be read, so that changes may get new ids: ${(error as Error).message}`);
      return NOTHING_REMEMBERED;
    }
  }

  /** @throws SourceError where it can't be written. */
  async write(remembered: Remembered): Promise<void> {
    const request = { method: 'WRITE', url: `${this.files.path}/${FILE}` };
    await this.files.write(FILE, `${rememberedText(remembered)}\n`).catch((error: unknown) => {
      throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
    });
  }
}

function readable<Schema extends v.GenericSchema>(
  schema: Schema,
  items: readonly unknown[]
): Array<v.InferOutput<Schema>> {
  return items.flatMap((item) => {
    const parsed = v.safeParse(schema, item);
    return parsed.success ? [parsed.output] : [];
  });
}

/** Returns what is known of changes from several places, each once: what the first says of one counts. */
export function mergeRemembered(all: readonly Remembered[]): Remembered {
  const merged = <One extends { readonly id: string }>(each: readonly One[]) =>
    [...new Map([...each].reverse().map((one) => [one.id, one])).values()].reverse();
  return {
    events: merged(all.flatMap(({ events }) => events)),
    incidents: merged(all.flatMap(({ incidents }) => incidents)),
  };
}
