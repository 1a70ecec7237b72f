import { setTimeout as setTimeoutPromise } from 'node:timers/promises';

import { isValid, parse } from 'ipaddr.js';
import { type Logger } from 'pino';

import { MS_PER_HOUR } from '../../core';
import { type Collector } from '../../backend/collector';
import { createBackend } from '../../backend/createBackend';
import { openAckFile, openAliasFile, openInvalidRuns } from './knowledgeFiles';
import { claimFolder, openFolder } from '../node/nodeFiles';
import { archiveFolder, createSource } from './createSource';
import { sha256 } from '../node/nodeHttp';
import { authTokens, findToken } from './tokens';
import { CannotListen, EXIT } from './exitCodes';
import { createServer } from '../node/http/createServer';
import { createLog, type LogFlags } from '../node/log';
import { type DetectionFlags, type SourceFlags, type SourceName } from './options';
import { pause } from '../node/pause';
import { VERSION } from '../node/version';

/** The options of `serve`. */
export interface ServeFlags extends SourceFlags, DetectionFlags, LogFlags {
  readonly source: SourceName;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly fetchOnStart?: boolean;
  readonly refreshInterval: number;
  readonly days?: number;
  readonly keepDays?: number;
  readonly demo?: 'auto' | 'always' | 'never';
  readonly allowedHost?: readonly string[];
  readonly corsOrigin?: readonly string[];
  readonly refreshByGet?: boolean;
  readonly trustProxy?: boolean;
}

/** Whoever asks waits for some slices of what goes on: as many as it takes to read a request and to write an answer. */
const SLICE_MS = 10;
/** How long answers on their way are waited for when the collector stops. */
const PATIENCE_MS = 5000;

/** Starts the collector and returns its address and how to stop it. */
export async function serveCollector(flags: ServeFlags, environment: NodeJS.ProcessEnv) {
  const log = createLog(flags);
  const tokens = authTokens(environment);
  const collector = await createCollector(flags, environment, log);
  const server = await createServer({
    collector,
    log,
    tokens,
    allowedHosts: [flags.host, ...(flags.allowedHost ?? [])],
    corsOrigins: flags.corsOrigin ?? [],
    refreshByGet: tokens.length > 0 || (flags.refreshByGet ?? false),
    trustProxy: flags.trustProxy ?? false,
  });
  // Whoever watches the process hears of it while years are read.
  const address = await server
    .listen({
      host: flags.host,
      port: flags.port,
      listenTextResolver: (at) => `Reading the archive; ${at}/healthz answers already.`,
    })
    .catch((error: NodeJS.ErrnoException) => {
      throw new CannotListen(`${WHY[error.code ?? ''] ?? error.message}: ${flags.host}, port ${flags.port}. ${ADVICE}`);
    });
  await collector.open();
  log.info(`Archive: ${collector.store.size} runs.`);
  log.info(`Listening on ${address} (try ${address}/api/status)`);
  if (tokens.length === 0 && !isLoopback(flags.host)) {
    log.warn('Everybody who reaches this address can ask: set SGLANG_NIGHTLY_AUTH_TOKEN, or put a proxy in front.');
  }
  const stopping = new AbortController();
  const refreshing = refreshForEver(collector, flags, stopping.signal);
  const stop = async () => {
    stopping.abort();
    const force = setTimeout(() => server.server.closeAllConnections(), PATIENCE_MS);
    try {
      await Promise.all([server.close(), collector.close(), refreshing]);
    } finally {
      clearTimeout(force);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(EXIT.done)));
  }
  return { address, collector, stop };
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there already',
  EACCES: 'This user may not listen there',
  EADDRNOTAVAIL: 'This machine has no such address',
  ENOTFOUND: 'This machine has no such address',
};
const ADVICE = 'Choose another with --host and --port.';

/** Refreshes after each interval, sooner after a failure, until it is told to stop. */
async function refreshForEver(collector: Collector, flags: ServeFlags, signal: AbortSignal): Promise<void> {
  try {
    if (flags.fetchOnStart || collector.options.demo) {
      await collector.refresh();
    }
    for (;;) {
      await setTimeoutPromise(collector.pause(flags.refreshInterval * MS_PER_HOUR), undefined, { signal });
      await collector.refresh();
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || (isValid(host) && parse(host).range() === 'loopback');
}

async function createCollector(flags: ServeFlags, environment: NodeJS.ProcessEnv, log: Logger): Promise<Collector> {
  const say = (line: string, level: 'info' | 'warn' | 'debug' = 'info') => log[level](line);
  const token = await findToken(flags.apiUrl, environment);
  const name = wantsDemo(flags, token) ? 'demo' : flags.source;
  const demo = name === 'demo';
  if (demo) {
    log.info('Demo: the nights are invented. Set GITHUB_TOKEN to collect real ones.');
  } else if (name === 'github' && !token) {
    log.warn('No token: runs are listed without results. Set GITHUB_TOKEN (fine-grained, "Actions: read").');
  }
  const chosen = await createSource(name, flags, {
    ...flags,
    token,
    environment,
    onWait: (sentence) => log.warn(sentence),
  });
  const files = demo ? undefined : await openFolder(archiveFolder(flags));
  if (files && chosen.place) {
    await claimFolder(files, chosen.place);
  }
  return createBackend(
    chosen,
    {
      version: VERSION,
      demo,
      days: flags.days ?? chosen.days,
      keepDays: flags.keepDays,
      aliases: openAliasFile(flags),
      invalid: openInvalidRuns(flags),
      keepDocuments: true,
      sensitivity: { preset: flags.preset, smallestChange: flags.smallestChange },
    },
    {
      now: Date.now,
      clock: () => performance.now(),
      pause,
      slice: SLICE_MS,
      sha256: (text) => Promise.resolve(sha256(text)),
      log: say,
      files,
      acknowledgements: flags.ackFile ? openAckFile(flags.ackFile, say) : undefined,
    }
  );
}

function wantsDemo({ demo, source }: ServeFlags, token: string | undefined): boolean {
  return source === 'github' && (demo === 'auto' ? !token : demo === 'always');
}
