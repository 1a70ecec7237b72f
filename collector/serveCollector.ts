import { MS_PER_HOUR } from '../src/core';
import { AnalysisMemory } from '../src/service/analysisMemory';
import { Collector } from '../src/service/collector';
import { EventMemory } from '../src/service/eventMemory';
import { createJobRunner } from '../src/service/jobRunner';
import { NightMemory } from '../src/service/nightMemory';
import { NightStore } from '../src/service/nightStore';
import { openAckFile } from './ackFile';
import { archiveFolder, createSource, openArchive } from './createSource';
import { findToken } from './findToken';
import { createServer } from './http/createServer';
import { type DetectionFlags, type SourceFlags, type SourceName } from './options';
import { pause } from './pause';
import { VERSION } from './version';

/** The options of `serve`. */
export interface ServeFlags extends SourceFlags, DetectionFlags {
  readonly source: SourceName;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly fetchOnStart?: boolean;
  readonly refreshInterval: number;
  readonly days: number;
  readonly demo?: boolean | 'auto' | 'always' | 'never';
}

/** Starts the collector and returns its address and how to stop it. */
export async function serveCollector(flags: ServeFlags, environment: NodeJS.ProcessEnv) {
  const log = (line: string) => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  const collector = await createCollector(flags, environment, log);
  const server = await createServer({ collector, authToken: environment.SGLANG_NIGHTLY_AUTH_TOKEN || undefined, log });
  await collector.open();
  log(`Archive: ${collector.store.size} runs.`);
  const address = await server.listen({ host: flags.host, port: flags.port });
  log(`Listening on ${address} (try ${address}/api/status)`);
  if (flags.fetchOnStart || collector.options.demo) {
    void collector.refresh();
  }
  const timer = setInterval(() => void collector.refresh(), flags.refreshInterval * MS_PER_HOUR);
  const stop = async () => {
    clearInterval(timer);
    await server.close();
    await collector.close();
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
  return { address, collector, stop };
}

async function createCollector(
  flags: ServeFlags,
  environment: NodeJS.ProcessEnv,
  log: (line: string) => void
): Promise<Collector> {
  const token = await findToken(flags.apiUrl, environment);
  const name = wantsDemo(flags, token) ? 'demo' : flags.source;
  const demo = name === 'demo';
  if (demo) {
    log('Demo: the nights are invented. Set GITHUB_TOKEN to collect real ones.');
  } else if (name === 'github' && !token) {
    log('No token: runs are listed without results. Set GITHUB_TOKEN (fine-grained, "Actions: read").');
  }
  const { source, repositoryUrl, notices } = await createSource(name, flags, { ...flags, token, environment });
  const archive = demo ? undefined : await openArchive(archiveFolder(flags));
  const sensitivity = { preset: flags.preset, smallestChange: flags.smallestChange };
  return new Collector({
    version: VERSION,
    demo,
    repositoryUrl,
    notices,
    sensitivity,
    log,
    store: new NightStore({
      source,
      archive,
      memory: archive && new NightMemory(archive.files),
      keepDocuments: true,
      now: Date.now,
      ttl: 0,
    }),
    jobs: createJobRunner({ now: () => performance.now(), pause }),
    days: flags.days,
    now: Date.now,
    events: archive && new EventMemory(archive.files),
    analyses: archive && new AnalysisMemory(archive.files, sensitivity),
    acknowledgements: flags.ackFile ? openAckFile(flags.ackFile, log) : undefined,
  });
}

function wantsDemo({ demo, source }: ServeFlags, token: string | undefined): boolean {
  return source === 'github' && (demo === 'auto' ? !token : demo === true || demo === 'always');
}
