import { type FastifyInstance } from 'fastify';
import * as v from 'valibot';

import { type Collector } from '../../../src/service/collector';
import { type Summary } from '../../../src/service/nightService';
import { VERSION } from '../../version';
import { parseQuery, windowOf, windowSchema } from './requestQuery';

/**
 * `GET /api/status?days=&from=&to=`: what the collector has of a window, of all nights where none is given, and when it last
 * refreshed; times in milliseconds since 1970.
 */
export function statusRoute(server: FastifyInstance, collector: Collector): void {
  server.get('/api/status', (request): Promise<Summary> => {
    const window = windowOf(parseQuery(v.object(windowSchema), request.query), collector.options.now());
    return collector.summary(window, VERSION);
  });
}
