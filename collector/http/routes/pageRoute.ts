import { type FastifyInstance } from 'fastify';
import { parse } from 'valibot';

import { MS_PER_DAY, nightQuerySchema } from '../../../src/core';
import { type Collector } from '../../../src/service/collector';
import { htmlReport } from '../../html/htmlReport';

const DAYS = 30;

/** `GET /`: what a person wants to know, as a page: the last 30 days. */
export function pageRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/', async (_, reply) => {
    const to = collector.now();
    const page = await htmlReport('SGLang nightly', async (query) => {
      const asked = parse(nightQuerySchema, { ...collector.sensitivity, ...query });
      const { results } = await collector.service.query({ from: to - DAYS * MS_PER_DAY, to, queries: [asked] });
      return results[asked.refId]!.frames;
    });
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .header('x-content-type-options', 'nosniff')
      .send(page);
  });
}
