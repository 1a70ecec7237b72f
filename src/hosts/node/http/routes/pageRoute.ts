import { type FastifyInstance } from 'fastify';
import { parse } from 'valibot';

import { dateText, MS_PER_DAY, nightQuerySchema } from '../../../../core';
import { mapAnswer } from '../../../../backend/answer';
import { type Collector } from '../../../../backend/collector';
import { htmlReport } from '../../html/htmlReport';
import { Body, sendBody } from '../body';
import { type BodyCache, stateOf } from '../bodyCache';

const DAYS = 30;
const MINUTE = 60_000;

interface PageOptions {
  readonly collector: Collector;
  readonly kept: BodyCache;
}

/** `GET /`: what a person wants to know, as a page: the last 30 days. */
export function pageRoute(server: FastifyInstance, { collector, kept }: PageOptions): void {
  server.get('/', async (request, reply) => {
    const version = `${Math.floor(collector.now() / MINUTE)} ${stateOf(collector)}`;
    return sendBody(request, reply, await kept.get('page', version, () => pageBody(collector)));
  });
}

async function pageBody({ now, sensitivity, service, store }: Collector): Promise<Body> {
  const to = now();
  const newest = store.table.runs.findLast(({ benchmarks }) => benchmarks > 0)?.run;
  const title = newest ? `SGLang nightly, ${dateText(newest.time)}` : 'SGLang nightly: no nights yet';
  const page = await htmlReport(title, async (query, from = Infinity) => {
    const asked = parse(nightQuerySchema, { ...sensitivity, ...query });
    const begin = Math.min(from, to - DAYS * MS_PER_DAY);
    const answer = await service.query({ from: begin, to, queries: [asked] });
    return mapAnswer(answer, ({ results }) => results[asked.refId]!.frames);
  });
  return new Body(Buffer.from(page), 'text/html; charset=utf-8');
}
