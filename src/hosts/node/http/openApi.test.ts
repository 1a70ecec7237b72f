import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import { QUERY_KINDS } from '../../../core';
import { fakeRuns } from '../../../../tests/support/builders';
import { collectorInTests } from '../../../../tests/collectorInTests';
import { ANSWER_SCHEMAS, ERROR_SCHEMA } from './answerSchemas';

const NOW = Date.now() - 86_400_000;
const { current, start } = collectorInTests(() => fakeRuns(12, NOW));

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: ReadonlyArray<{ readonly name: string }>;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { properties: object } }>> };
}

/** Asks one path of the document, with the body that a kind of query needs. */
async function answerOf(path: string, method = 'get', body?: object) {
  const response = await fetch(`${current.running!.address}${path}`, {
    method: method.toUpperCase(),
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

async function document(): Promise<Document> {
  return JSON.parse((await answerOf('/api/openapi.json')).text) as Document;
}

describe('the OpenAPI document', () => {
  it('names every path of the documentation, and none that the collector has not', async () => {
    const { collector } = await start();
    await collector.refresh();
    const { openapi, paths } = await document();
    expect(openapi).toBe('3.1.0');
    const documentation = await readFile(join(__dirname, '../../../../docs/collector.md'), 'utf8');
    const documented = [...documentation.matchAll(/^\| `(?:GET|POST) (\/[^?`]*)/gm)].map(([, path]) => path);
    expect(documented.length).toBeGreaterThan(5);
    expect(Object.keys(paths).sort()).toEqual([...new Set(documented)].sort());
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of Object.keys(operations)) {
        const { status } = await answerOf(
          path,
          method,
          method === 'post' ? { from: 0, to: NOW, queries: [{}] } : undefined
        );
        expect([path, method, status]).toEqual([path, method, 200]);
      }
    }
    const ids = Object.values(paths).flatMap((operations) => Object.values(operations).map((one) => one.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes the answers as they are', async () => {
    const { collector } = await start();
    await collector.refresh();
    await collector.settled();
    for (const [path, schema] of Object.entries(ANSWER_SCHEMAS)) {
      if (path === '/api/query' || path === '/api/refresh') {
        continue;
      }
      for (const query of ['', '?days=3', ...(path === '/api/values' ? ['?attribute=model'] : [])]) {
        const { text } = await answerOf(`${path}${query}`);
        expect([path, v.safeParse(strict(schema), JSON.parse(text)).issues]).toEqual([path, undefined]);
      }
    }
    const queries = QUERY_KINDS.map(({ id: kind }, at) => ({ kind, refId: `Q${at}` }));
    const { text } = await answerOf('/api/query', 'post', { from: 0, to: Date.now(), queries });
    expect(v.safeParse(ANSWER_SCHEMAS['/api/query'], JSON.parse(text)).issues).toBeUndefined();
  });

  it('describes errors as they are, and what may be asked as it is checked', async () => {
    const { collector } = await start();
    await collector.refresh();
    for (const path of ['/api/nothing', '/api/status?from=never', '/api/changes?view=none']) {
      const { status, text } = await answerOf(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(v.is(ERROR_SCHEMA, JSON.parse(text))).toBe(true);
    }
    const { paths } = await document();
    expect(paths['/api/changes']!.get!.parameters?.map(({ name }) => name)).toEqual([
      'view',
      'states',
      'from',
      'to',
      'days',
    ]);
    expect(paths['/api/values']!.get!.parameters?.map(({ name }) => name)).toContain('gpuConfig');
    const { schema } = paths['/api/query']!.post!.requestBody!.content['application/json']!;
    expect(Object.keys(schema.properties)).toEqual(['from', 'to', 'queries']);
  });
});

/** An answer that has more than its schema says is described wrongly too. */
function strict(schema: v.GenericSchema): v.GenericSchema {
  const { type, entries } = schema as unknown as { readonly type: string; readonly entries?: v.ObjectEntries };
  return type === 'object' && entries ? v.strictObject(entries) : schema;
}
