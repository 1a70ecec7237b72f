import { DEMO_NOTICE, DEMO_REPOSITORY_URL, demoSource } from '../src/sources/demo/demoSource';
import { repositoryUrl } from '../src/sources/github/githubOptions';
import { openAckFile } from './ackFile';
import { openArchive } from './archive';
import { Collector, type CollectorOptions } from './collector';
import { createGitHubSource } from './createGitHubSource';
import { eventMemory } from './eventMemory';
import { findToken } from './findToken';
import { NightStore } from './nightStore';
import { type DetectionFlags, type GitHubFlags } from './options';
import { archiveFolder } from './readRecords';
import { createServer } from './server';

/** The options of `serve`. */
export interface ServeFlags extends GitHubFlags, DetectionFlags {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly fetchOnStart?: boolean;
  readonly refreshInterval: number;
  readonly days: number;
  readonly demo?: boolean | 'auto' | 'always' | 'never';
}

const MS_AN_HOUR = 60 * 60 * 1000;

/** Starts the collector and returns its address and how to stop it. */
export async function serve(flags: ServeFlags, environment: NodeJS.ProcessEnv) {
  const log = (line: string) => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  const collector = new Collector(await collectorOptions(flags, environment, log));
  const server = await createServer({ collector, authToken: environment.SGLANG_NIGHTLY_AUTH_TOKEN || undefined, log });
  await collector.open();
  log(`Archive: ${collector.store.size} runs.`);
  const address = await server.listen({ host: flags.host, port: flags.port });
  log(`Listening on ${address} (try ${address}/api/status)`);
  if (flags.fetchOnStart || collector.options.demo) {
    void collector.refresh();
  }
  const timer = setInterval(() => void collector.refresh(), flags.refreshInterval * MS_AN_HOUR);
  const stop = async () => {
    clearInterval(timer);
    await server.close();
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
  return { address, collector, stop };
}

async function collectorOptions(
  flags: ServeFlags,
  environment: NodeJS.ProcessEnv,
  log: (line: string) => void
): Promise<CollectorOptions> {
  const token = await findToken(flags.apiUrl, environment);
  const common = {
    days: flags.days,
    now: Date.now,
    log,
    sensitivity: { preset: flags.preset, smallestChange: flags.smallestChange },
    acknowledgements: flags.ackFile ? openAckFile(flags.ackFile, log) : undefined,
  };
  if (wantsDemo(flags, token)) {
    log('Demo: the nights are invented. Set GITHUB_TOKEN to collect real ones.');
    const notices = [{ severity: 'info', text: DEMO_NOTICE }] as const;
    return {
      ...common,
      demo: true,
      source: demoSource({ end: Date.now }),
      store: new NightStore(),
      notices,
      repositoryUrl: DEMO_REPOSITORY_URL,
    };
  }
  if (!token) {
    log('No token: runs are listed without results. Set GITHUB_TOKEN (fine-grained, "Actions: read").');
  }
  const folder = archiveFolder(flags);
  const archive = await openArchive(folder);
  return {
    ...common,
    demo: false,
    source: createGitHubSource(flags, { token }),
    store: new NightStore(archive),
    memory: eventMemory(folder, log),
    notices: [],
    repositoryUrl: repositoryUrl(flags.apiUrl, flags.repo),
  };
}

function wantsDemo({ demo }: ServeFlags, token: string | undefined): boolean {
  return demo === 'auto' ? !token : demo === true || demo === 'always';
}
