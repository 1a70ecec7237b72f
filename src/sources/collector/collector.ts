import { type Source, valueOf } from '../source';

/** A collector that runs elsewhere. Grafana asks it each question; another collector takes its nights. */
export const COLLECTOR: Source<'collectorUrl'> = {
  label: 'Collector',
  texts: [
    'A collector that runs beside Grafana: a longer history, and faster',
    'The service that archives the nights: all results, full history, fast',
  ],
  proxied: true,
  secret: {
    name: 'collectorToken',
    flag: 'collectorWithToken',
    label: 'Collector token',
    description: 'Only where the collector runs with SGLANG_NIGHTLY_AUTH_TOKEN.',
  },
  settings: [
    {
      name: 'collectorUrl',
      label: 'Collector URL',
      description: "The collector's address, as Grafana's server reaches it; the browser never does.",
      placeholder: 'http://collector:8000',
      kind: 'base',
      option: '--url <url>',
    },
  ],
  open: async (given, { httpFor, token }) => {
    const { urlSource } = await import('../url/urlSource');
    const url = valueOf(COLLECTOR, given, 'collectorUrl', {});
    const headers: Readonly<Record<string, string>> = token ? { authorization: `Bearer ${token}` } : {};
    const source = urlSource({ http: httpFor(url), url: `${url}/api/metrics`, headers });
    return { source, repositoryUrl: '', notices: [], days: Infinity };
  },
};
