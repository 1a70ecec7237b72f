/**
 * Damages run documents and artifacts in every way that chance finds, and reads them as every host does: nothing may throw,
 * take long, or lose the night. `npm run fuzz [-- COUNT [SEED]]`. What it finds is printed with its seed, and becomes a test.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';

import { buildNightTable, parseDocument, queryResponse, readNight, unpack } from '../src/core';
import { documentsSource } from '../src/sources/documentsSource';
import { demoSource } from '../src/sources/demo/demoSource';
import { SourceError } from '../src/sources/errors';
import { ALL_RUNS } from '../src/sources/runSource';
import { allKinds, NIGHTS_FOLDER } from './fuzzed';

const SLOW_MS = 1000;
const run = {
  id: '7',
  attempt: 1,
  createdAt: '2026-01-25T00:30:00Z',
  commit: 'abc',
  branch: 'main',
  event: 'schedule',
  conclusion: 'success',
};

/** What a part of a document may be replaced by. */
const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    -1,
    1e308,
    -0,
    '',
    '\u001b[2J',
    '<img src=x>',
    '|',
    '\u0000',
    '__proto__',
    'constructor'
  ),
  fc.integer({ min: 1, max: 3000 }).map(nested),
  fc.integer({ min: 1, max: 3000 }).map((count) => new Array<unknown>(count).fill({ batch_size: 1 })),
  fc.string({ maxLength: 5000 }),
  fc.constant({ toString: 'no function', valueOf: 1 })
);

/** Where, as a share of all places, and with what. */
const mutation = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: hostile,
  how: fc.constantFrom('replace', 'remove', 'repeat', 'rename'),
});

async function main(): Promise<void> {
  const [count = 10_000, seed = Date.now() % 1e9] = process.argv.slice(2).map(Number);
  const fixtures = await Promise.all(
    (await readdir(NIGHTS_FOLDER)).map((name) => readFile(join(NIGHTS_FOLDER, name), 'utf8'))
  );
  // The demo's night holds every form, each of which is damaged by itself too.
  const { records } = await demoSource({ end: Date.now, nights: 1 }).load(ALL_RUNS);
  const night = records[0]!.document as { readonly documents: Readonly<Record<string, unknown>> };
  const texts = [...fixtures, ...[night, ...Object.values(night.documents)].map((one) => JSON.stringify(one))];
  const documents = texts.map((text) => JSON.parse(text) as unknown);
  let slowest = 0;
  let reads = 0;
  const property = fc.property(
    fc.nat(documents.length - 1),
    fc.array(mutation, { minLength: 1, maxLength: 4 }),
    (which, mutations) => {
      const document = mutations.reduce(mutated, structuredClone(documents[which]));
      const began = performance.now();
      readEverywhere(document);
      slowest = Math.max(slowest, performance.now() - began);
      reads += 1;
      return slowest < SLOW_MS;
    }
  );
  fc.assert(property, { numRuns: count, seed, endOnFailure: true });
  const zips = fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), async (bytes) => {
    const { issues, files } = await unpack(bytes, '7', 'x.json');
    return files.length > 0 || issues.length > 0;
  });
  await fc.assert(zips, { numRuns: Math.ceil(count / 10), seed });
  const cut = fc.asyncProperty(fc.nat(texts.length - 1), fc.nat(), fc.string({ maxLength: 3 }), (which, at, put) => {
    const text = texts[which]!;
    const place = at % text.length;
    return readText(`${text.slice(0, place)}${put}${text.slice(place + 1)}`);
  });
  await fc.assert(cut, { numRuns: Math.ceil(count / 10), seed });
  process.stdout.write(
    `${reads} mutated documents, ${Math.ceil(count / 10)} zips and as many texts with seed ${seed}: nothing threw; slowest ${slowest.toFixed(0)} ms of ${SLOW_MS}\n`
  );
}

function readEverywhere(document: unknown): void {
  const { night } = readNight({ workflowRun: run, document });
  if (!night) {
    throw new Error('The night was lost.');
  }
  const table = buildNightTable([night]);
  queryResponse(table, allKinds(night.run.time), {
    now: night.run.time,
    repositoryUrl: 'https://x.example/a/b',
    notices: [],
  });
}

async function readText(text: string): Promise<void> {
  const { document } = parseDocument(text, '7');
  readEverywhere(document);
  try {
    const request = { method: 'GET', url: 'https://x.example' };
    await documentsSource(() => Promise.resolve([`[${text}`, `,${text}]`]), request).load(ALL_RUNS);
  } catch (error) {
    if (!(error instanceof SourceError)) {
      throw error;
    }
  }
}

function mutated(document: unknown, { place, value, how }: { place: number; value: unknown; how: string }): unknown {
  const places: Array<[Record<string, unknown>, string]> = [];
  collect(document, places, 0);
  const found = places[Math.floor(place * places.length)];
  if (!found) {
    return value;
  }
  const [parent, name] = found;
  if (how === 'remove') {
    delete parent[name];
  } else if (how === 'repeat') {
    parent[name] = [parent[name], parent[name], parent[name]];
  } else if (how === 'rename') {
    parent[`${name}_`] = parent[name];
  } else {
    parent[name] = value;
  }
  return document;
}

function collect(value: unknown, places: Array<[Record<string, unknown>, string]>, depth: number): void {
  if (typeof value === 'object' && value !== null && depth < 12) {
    for (const [name, entry] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, name]);
      collect(entry, places, depth + 1);
    }
  }
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) {
    value = level % 2 === 0 ? [value] : { a: value };
  }
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
