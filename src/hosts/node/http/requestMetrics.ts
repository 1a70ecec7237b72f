import { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

import { PREFIX } from '../prometheusGauge';

const LABELS = ['method', 'route', 'status'] as const;

/** Gauges of prom-client whose names are those of counters, which Prometheus's own checks complain of. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Counts requests, and logs each at level debug. Returns the registry with what was counted, and the process's own metrics. */
export function addRequestMetrics(server: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  MISNAMED.forEach((name) => registry.removeSingleMetric(name));
  const registers = [registry];
  const duration = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: LABELS,
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const bytes = new Counter({
    name: `${PREFIX}http_response_bytes_total`,
    help: 'Bytes of answers, as they are sent.',
    labelNames: LABELS,
    registers,
  });
  const refusals = new Counter({
    name: `${PREFIX}http_refusals_total`,
    help: 'Requests that were refused: without a token, of a wrong name, wrong, or beyond what a question may cost.',
    labelNames: ['status'],
    registers,
  });
  server.addHook('onResponse', (request, reply, done) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    };
    duration.observe(labels, reply.elapsedTime / 1000);
    bytes.inc(labels, Number(reply.getHeader('content-length')) || 0);
    if (reply.statusCode >= 400 && reply.statusCode < 500) {
      refusals.inc({ status: labels.status });
    }
    request.log.debug({ ...labels, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
  return registry;
}
