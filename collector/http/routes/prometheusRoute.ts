import { type FastifyInstance } from 'fastify';
import { type Registry } from 'prom-client';

import { type Collector } from '../../../src/service/collector';
import { collectorText, nightsText } from '../../prometheusMetrics';
import { Body, encodingFor } from '../body';
import { type BodyCache } from '../bodyCache';
import { stateOf } from '../stateOf';

const TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const MINUTE = 60_000;

interface PrometheusOptions {
  readonly collector: Collector;
  readonly kept: BodyCache;
  /** What is counted of requests. */
  readonly registry: Registry;
}

/**
 * `GET /metrics`: the latest night, what regressed, and how the collector does, for Prometheus. What comes from the nights
 * is made once a refresh, and once a minute, for acknowledgements end; what is counted is made, and put behind it, once a
 * second.
 */
export function prometheusRoute(server: FastifyInstance, { collector, kept, registry }: PrometheusOptions): void {
  const ownText = async () => `${await collectorText(collector)}${await registry.metrics()}`;
  server.get('/metrics', async (request, reply) => {
    const version = `${Math.floor(collector.now() / MINUTE)} ${stateOf(collector)}`;
    const nights = await kept.get(
      'metrics',
      version,
      async () => new Body(Buffer.from(await nightsText(collector)), TYPE)
    );
    const second = `${Math.floor(performance.now() / 1000)}`;
    const isCompressed = encodingFor(request, nights.bytes.byteLength, 'gzip') !== undefined;
    const { bytes } = await kept.get(
      isCompressed ? 'gzipped metrics' : 'all metrics',
      `${version} ${second}`,
      async () => {
        const own = await kept.get('own metrics', second, async () => new Body(Buffer.from(await ownText()), TYPE));
        // The members of a gzip file can be put one after the other.
        const parts = await Promise.all(
          [nights, own].map((body) => (isCompressed ? body.encoded('gzip') : body.bytes))
        );
        return new Body(Buffer.concat(parts), TYPE);
      }
    );
    reply.type(TYPE).header('vary', 'accept-encoding');
    return (isCompressed ? reply.header('content-encoding', 'gzip') : reply).send(bytes);
  });
}
