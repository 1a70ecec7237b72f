import * as v from 'valibot';

import { parseAcknowledgements } from '../../backend/store/acknowledgements';
import { type Collector } from '../../backend/collector';
import { type CurrentAcknowledgements } from '../../backend/collectorOptions';
import { createBackend } from '../../backend/createBackend';
import { parseAliases } from '../../backend/store/aliases';
import { parseInvalidRuns } from '../../backend/store/parseInvalidRuns';
import { askHelper, type Folder, hostHttp, log, openFolder, pause, sha256OfBytes, sha256OfText, sleep } from './ports';
import { asSourceError } from '../../sources/errors';
import { openSource } from '../../sources/registry';
import { type Place } from '../../sources/source';
import { tell } from './bridge';
import { type Served } from './served';
import { type Settings } from './settings';

/** Returns who answers from nights of its own: it keeps them fresh from their source, and in the host's archive. */
export async function collect(settings: Settings): Promise<Served> {
  const { options } = settings;
  const sensitivity = { preset: options.preset, smallestChange: options.smallestChange };
  const chosen = await openSource(options.source, options, {
    httpFor: () => hostHttp,
    now: Date.now,
    pause,
    sha256: sha256OfBytes,
    authorised: settings.githubWithToken,
  });
  const { place, prove } = chosen;
  const path = place && (await archivePath(settings, place));
  const folder = path && (await openFolder(path).catch(noFolder));
  const held = currentAcknowledgements(options.acknowledgements);
  const collector = createBackend(
    chosen,
    {
      demo: options.source === 'demo',
      days: options.days ?? chosen.days,
      keepDays: options.keepDays,
      aliases: parseAliases(options.aliases, 'aliases'),
      invalid: parseInvalidRuns(options.invalidRuns, 'invalidRuns'),
      sensitivity,
    },
    {
      now: Date.now,
      clock: Date.now,
      pause,
      sha256: sha256OfText,
      log,
      files: folder || undefined,
      acknowledgements: () => held,
      helpers: Array.from({ length: settings.helpers }, () => askHelper),
    }
  );
  return {
    get service() {
      return collector.service;
    },
    now: collector.now,
    sensitivity,
    refresh: () => void collector.refresh(),
    // A source that refuses is an answer too.
    ready: Promise.race([
      start(collector, options.cacheMinutes, () => admit(folder || undefined, settings.credential, prove)),
      collector.loaded,
    ]),
    facts: () => factsOf(collector, path, folder),
  };
}

/** Returns the path of an archive, which is one organisation's. */
async function archivePath({ organisation }: Settings, { folders, identity }: Place): Promise<string[]> {
  return [`org-${organisation}`, ...folders, (await sha256OfText(JSON.stringify(identity))).slice(0, 16)];
}

function noFolder(error: Error): undefined {
  log(`Nights are kept in memory alone: ${error.message}`, 'warn');
}

/** Wrong ones are none, and every answer says so. */
function currentAcknowledgements(text: string): CurrentAcknowledgements {
  try {
    return { acknowledgements: text.trim() ? parseAcknowledgements(text, 'acknowledgements') : [] };
  } catch (error) {
    return { acknowledgements: [], error: (error as Error).message };
  }
}

const ACCESS_FILE = 'access.json';
const accessSchema = v.object({ credentials: v.array(v.string()) });

/**
 * Resolves once the source has listed its runs with these credentials, now or before: an archive is answered from only by who
 * could have had its nights from the source.
 *
 * @throws SourceError where the source refuses.
 */
async function admit(folder: Folder | undefined, credential: string, prove?: () => Promise<unknown>): Promise<void> {
  if (!folder || !prove) {
    return;
  }
  const text = await folder.read(ACCESS_FILE).catch(() => undefined);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), accessSchema), text);
  const credentials = parsed.success ? parsed.output.credentials : [];
  if (credentials.includes(credential)) {
    return;
  }
  await prove();
  await folder.write(
    ACCESS_FILE,
    `${JSON.stringify({ credentials: [...credentials, credential].slice(-MOST_CREDENTIALS) })}\n`
  );
}

/** Tokens are replaced from time to time. */
const MOST_CREDENTIALS = 20;

/** Reads the archive and then the source, again and again. Resolves when there are nights, or when the source has none. */
async function start(collector: Collector, everyMinutes: number, admitted: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await admitted();
      break;
    } catch (error) {
      collector.fail(asSourceError(error));
      tellState(collector);
      await sleep(collector.pause(everyMinutes * 60_000));
    }
  }
  await collector.open();
  const refreshForEver = async () => {
    for (;;) {
      await collector.refresh();
      tellState(collector);
      await sleep(collector.pause(everyMinutes * 60_000));
    }
  };
  // The host that stops ends it.
  refreshForEver().catch(() => undefined);
  if (collector.store.size === 0) {
    await collector.loaded;
  }
}

/** For Grafana's metrics of plugins. */
function tellState({ store, status }: Collector): void {
  const { refreshed = 0, failuresInARow, unread } = status;
  tell('state', { runs: store.size, refreshed, failuresInARow, unread });
}

async function factsOf({ options, store }: Collector, path?: readonly string[], folder?: Folder): Promise<string[]> {
  const answered = "Answered by Grafana's server; alerting available.";
  if (!path || options.demo) {
    return [answered];
  }
  if (!folder) {
    return [answered, 'No folder can be written: nights are kept in memory, and only as long as GitHub has them.'];
  }
  const megabytes = ((await folder.size()) / 1e6).toFixed(1);
  return [answered, `Archive: ${store.size} runs, ${megabytes} MB.`];
}
