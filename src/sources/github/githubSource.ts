import pLimit from 'p-limit';

import {
  type Absence,
  type Issue,
  type RunRecord,
  type WorkflowRun,
  nameOfTry,
  OF_IMAGES,
  unpack,
  type UnpackedFile,
} from '../../core';
import { readEach } from '../readEach';
import { packedText } from '../packedText';
import { recordOfFiles } from '../recordOf';
import { type SourceErrorKind, SourceError, asSourceError } from '../errors';
import { type Loaded, type LoadOptions, type Quota, type RunSource, type RunWindow } from '../runSource';
import { createClient, type OnQuota } from './createClient';
import { type Clients, downloadArtifact, isVerifiable, locateArtifact } from './downloadArtifact';
import { type Artifact, findArtifacts } from './findArtifacts';
import { GITHUB_DEFAULTS, type GitHubOptions } from './githubOptions';
import { getRun, type ListedRun, type Listing, listRuns } from './listRuns';
import { askedText, type NightWorkflow, releaseBranch } from './workflows';

/** Failures that stay as they are when asked again: they are the run's absence. A wrong digest may be a bad transfer. */
const FINAL: ReadonlySet<SourceErrorKind> = new Set(['expired', 'tooLarge']);

/** Failures after which asking for other runs is useless. */
const HOPELESS: ReadonlySet<SourceErrorKind> = new Set(['rateLimited', 'unauthorised']);

const WITHOUT_TOKEN = {
  kind: 'unauthorised',
  message: 'no token: GitHub lists runs without one, but gives results only with a token ("Actions: read")',
};

/** Returns the source that reads a workflow's runs and their artifacts from GitHub's API. */
export function githubSource(options: GitHubOptions): RunSource {
  let clients: Promise<Clients> | undefined;
  let quota: Quota | undefined;
  return {
    async load(window, loadOptions = {}) {
      clients ??= createClients(options, (named) => (quota = named));
      const loaded = await load(await clients, options, window, loadOptions);
      return { ...loaded, quota };
    },
  };
}

/** Lookups and downloads have throttles of their own, so that neither waits for the other; the storage has no token. */
async function createClients(options: GitHubOptions, onQuota: OnQuota): Promise<Clients> {
  const { token: _, ...anonymous } = options;
  const [github, downloads, storage] = await Promise.all([
    createClient(options, 'lookups', onQuota),
    createClient(options, 'downloads', onQuota),
    createClient(anonymous, 'storage'),
  ]);
  return { github, downloads, storage };
}

async function load(
  clients: Clients,
  options: GitHubOptions,
  window: RunWindow,
  loadOptions: LoadOptions
): Promise<Loaded> {
  const { signal, isKnown, onRecord } = loadOptions;
  const failures: SourceError[] = [];
  const onFailure = (error: SourceError) => failures.push(error);
  const listed = options.runId
    ? [await getRun(clients.github, options, options.runId, signal)]
    : await listAll({ client: clients.github, options, signal, onFailure }, window);
  const wanted = listed.filter((run) => !isKnown?.(run));
  const read = recordReader(clients, options, signal);
  const each = await readEach(wanted, read, { signal, onRecord });
  return { records: each.records, failures: [...failures, ...each.failures] };
}

/**
 * Lists the runs of all workflows, newest first; a run that several list belongs to the first. One that fails costs only itself,
 * unless it is the first; one that the repository may do without is nothing where it has none.
 */
async function listAll(listing: Omit<Listing, 'workflow'>, window: RunWindow): Promise<WorkflowRun[]> {
  const [main, ...others] = listing.options.workflows;
  const lists = await Promise.all([
    listRuns({ ...listing, workflow: main!.file }, window).then((runs) => runs.map((run) => ofWorkflow(run, main!))),
    ...others.map((workflow) =>
      listRuns({ ...listing, workflow: workflow.file }, window)
        .then((runs) => runs.map((run) => ({ ...ofWorkflow(run, workflow), workflow: workflow.file })))
        .catch((error: unknown) => {
          listing.signal?.throwIfAborted();
          const failure = asSourceError(error);
          if (!(workflow.isOptional && failure.kind === 'notFound')) {
            listing.onFailure(failure);
          }
          return [];
        })
    ),
  ]);
  const unique = new Map<string, WorkflowRun>();
  lists.flat().forEach((run) => unique.set(run.id, unique.get(run.id) ?? run));
  return [...unique.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

function ofWorkflow({ title, ...run }: ListedRun, { file, ofReleases }: NightWorkflow): WorkflowRun {
  // It measures an image that somebody chose: that of a pull request, a branch or a release.
  const isByHand = OF_IMAGES.has(file) && run.event !== 'schedule';
  return ofReleases
    ? { ...run, release: releaseBranch(run.branch, title) }
    : isByHand
      ? { ...run, release: BY_HAND }
      : run;
}

const BY_HAND = 'started by hand';

const NOT_IN_A_BROWSER = {
  kind: 'network',
  message:
    "a browser can't read them: GitHub redirects downloads to a storage that sends no CORS headers. Install the plugin with its server part, or run the collector and choose it as the source",
};

/**
 * Returns how to read one run. Its three steps (find the artifact, ask where it lies, download it) each have their own
 * places, so that the next runs are looked up while artifacts come in.
 */
function recordReader(clients: Clients, options: GitHubOptions, signal?: AbortSignal) {
  const concurrency = options.concurrency ?? GITHUB_DEFAULTS.concurrency;
  const [find, locate, download] = [pLimit(concurrency), pLimit(concurrency), pLimit(concurrency)];
  const attempt = stopWhenHopeless(signal);
  return async (run: WorkflowRun): Promise<RunRecord> => {
    if (options.proxy) {
      return { workflowRun: run, absence: NOT_IN_A_BROWSER };
    }
    if (!options.token && !options.authorised) {
      return { workflowRun: run, absence: WITHOUT_TOKEN };
    }
    const { artifacts } = workflowOf(run, options);
    const found = await find(() => attempt(() => findArtifacts(clients.github, options, { run, artifacts }, signal)));
    const kept = found.filter(({ expired }) => !expired);
    if (kept.length === 0) {
      return { workflowRun: run, absence: found.length > 0 ? EXPIRED : noArtifact(options, artifacts) };
    }
    const readOne = async (artifact: Artifact) => {
      const located = await locate(() => attempt(() => locateArtifact(clients, options, artifact, signal)));
      const bytes = await download(() =>
        attempt(() => downloadArtifact(clients, options, { artifact, located }, signal))
      );
      return readArtifact(run, { artifact, bytes }, options);
    };
    return together(run, await Promise.all(kept.map((artifact) => readOne(artifact).catch(finalAbsence))));
  };
}

/** The workflow that a run is of; one that was asked for by its number may be of any. */
function workflowOf({ workflow }: WorkflowRun, { workflows }: GitHubOptions): NightWorkflow {
  return workflows.find(({ file }) => file === workflow) ?? workflows[0]!;
}

/** Why an artifact gives nothing, for good. @throws where it may give something the next time. */
function finalAbsence(error: unknown): ArtifactFiles {
  if (error instanceof SourceError && FINAL.has(error.kind)) {
    return { files: [], absence: error.kind === 'expired' ? EXPIRED : { kind: error.kind, message: error.message } };
  }
  throw error;
}

/** What an artifact gave: files, or the reason why there are none. */
interface ArtifactFiles {
  readonly files: readonly UnpackedFile[];
  /** Its bytes as text where this version can't read them. */
  readonly packed?: string;
  readonly absence?: Absence;
  readonly issues?: readonly Issue[];
}

/** The record of a run, of all that its artifacts gave; what one lacks costs only that one. */
async function together(run: WorkflowRun, artifacts: readonly ArtifactFiles[]): Promise<RunRecord> {
  const files = artifacts.flatMap((one) => one.files);
  if (files.length === 0) {
    const nothing = artifacts.find(({ packed }) => packed) ?? artifacts.find(({ absence }) => absence);
    return { workflowRun: run, absence: nothing?.absence, ...(nothing?.packed && { text: nothing.packed }) };
  }
  const record = await recordOfFiles(run, files);
  return { ...record, issues: [...artifacts.flatMap(({ issues = [] }) => issues), ...(record.issues ?? [])] };
}

/** After so many failures of the network, each tried several times, with no answer between them, nothing more is asked. */
const MOST_UNANSWERED = 4;

/** Returns a wrapper that fails at once what is begun after a failure that the next request would meet too. */
function stopWhenHopeless(signal?: AbortSignal) {
  let hopeless: SourceError | undefined;
  let unanswered = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    if (hopeless) {
      throw hopeless;
    }
    try {
      const result = await work();
      unanswered = 0;
      return result;
    } catch (error) {
      const isUnanswered = error instanceof SourceError && error.kind === 'network' && error.status === undefined;
      unanswered = isUnanswered ? unanswered + 1 : 0;
      if (error instanceof SourceError && (HOPELESS.has(error.kind) || unanswered >= MOST_UNANSWERED)) {
        hopeless ??= error;
      }
      throw error;
    }
  };
}

function noArtifact({ workflows }: GitHubOptions, artifacts: readonly string[]): Absence {
  const names = artifacts.join(', ').replaceAll('{run}', 'RUN');
  const asked = askedText(workflows);
  return { kind: 'notFound', message: `the run made no results (it has no artifact ${names})`, asked };
}

const EXPIRED = { kind: 'expired', message: "the run's artifact has expired (GitHub keeps it for 90 days)" };

/**
 * Returns the documents of an artifact. One that can't be unpacked is the run's absence where its digest proves that it
 * arrived as it was uploaded, and its bytes are kept for a version that can; otherwise the transfer may be at fault, and it is
 * asked for again next time.
 */
async function readArtifact(
  run: WorkflowRun,
  { artifact, bytes }: { readonly artifact: Artifact; readonly bytes: Uint8Array },
  options: GitHubOptions
): Promise<ArtifactFiles> {
  const { files, issues } = await unpack(bytes, run.id, `${artifact.name.replace(/\.json$/, '')}.json`);
  if (files.length > 0) {
    return { files: files.map((file) => ({ ...file, name: nameOfTry(file.name, artifact.earlier) })), issues };
  }
  const message = issues.map((issue) => issue.message).join('; ');
  if (!isVerifiable(artifact, options)) {
    const request = { method: 'GET', url: `${options.actionsUrl}/artifacts/${artifact.id}/zip` };
    throw new SourceError('corrupt', message, { request, advice: 'It is asked for again at the next refresh.' });
  }
  return { files: [], absence: { kind: 'corrupt', message }, packed: packedText(bytes) };
}
