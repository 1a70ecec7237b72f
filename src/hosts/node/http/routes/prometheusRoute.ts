import { type FastifyInstance } from 'fastify';
import { type Registry } from 'prom-client';

import { type Collector } from '../../../../backend/collector';
import { collectorText, nightsText } from '../../prometheusMetrics';
import { Body, sendEncoded } from '../body';
import { type BodyCache, stateOf } from '../bodyCache';

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
  const bodyOf = async (text: string) => new Body(Buffer.from(text), TYPE);
  server.get('/metrics', async (request, reply) => {
    const version = `${Math.floor(collector.now() / MINUTE)} ${stateOf(collector)}`;
    const second = `${version} ${Math.floor(performance.now() / 1000)}`;
    const body = await kept.get('all metrics', second, async () => {
      const nights = await kept.get('metrics', version, async () => bodyOf(await nightsText(collector)));
      return bodyOf(`${nights.bytes.toString()}${await collectorText(collector)}${await registry.metrics()}`);
    });
    reply.header('vary', 'accept-encoding');
    return sendEncoded(request, reply, body, 'gzip');
  });
}
