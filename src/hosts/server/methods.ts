import * as v from 'valibot';

import {
  analyseBatch,
  type AnalysisAnswer,
  type AnalysisBatch,
  type DataFrameJson,
  finish,
  MS_PER_DAY,
  type Notice,
  type QueryRequest,
  type QueryResponse,
} from '../../core';
import { missingOf, shown } from '../../backend/answer';
import { healthOf, healthOfError } from '../../backend/health';
import { replyOf } from '../../backend/api/reply';
import { BadRequest, Refusal } from '../../backend/api/request';
import { ROUTES } from '../../backend/api/routes';
import { SourceError } from '../../sources/errors';
import { collect } from './collect';
import { forward } from './forward';
import { goFrame, numericWide } from './frames';
import { sleep } from './ports';
import { savedQuery } from './savedQuery';
import { type Served } from './served';
import { parseSettings } from './settings';

/** How long a question waits for the first load: a panel asks again, an alert rule does not. */
const PANEL_PATIENCE = 2000;
/** Grafana gives a rule thirty seconds, and the host takes some of them. */
const ALERT_PATIENCE = 25_000;
const LOOK_EVERY = 500;
const CHECKED_DAYS = 30;

/** A resource as Grafana's server was asked for it. */
interface ResourceRequest {
  readonly method: string;
  /** Below the data source's resources, with a slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

interface ResourceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One query of an alert rule, an expression or a public dashboard. */
interface DataQuery {
  readonly refId: string;
  readonly from: number;
  readonly to: number;
  readonly model: unknown;
}

interface DataRequest {
  readonly queries: readonly DataQuery[];
  /** Whether an alert rule asks: it must learn that the source fails, a panel rather sees what there is. */
  readonly fromAlert: boolean;
  /** Whether an alert rule or an expression computes with the answer, and nobody reads it. */
  readonly asNumbers: boolean;
}

type DataAnswer = { readonly frames: readonly unknown[] } | { readonly error: string; readonly status: number };

let served: Promise<Served> = Promise.reject(new SourceError('notConfigured', 'The program was not started'));
served.catch(() => undefined);
/** From then on no question need wait. */
let isReady = false;

/** Takes the settings, and begins to load. What is wrong with them is said with each answer. */
export function start(given: unknown): void {
  served = Promise.resolve()
    .then(() => parseSettings(given))
    .then((settings) => (settings.options.source === 'collector' ? forward(settings) : collect(settings)));
  served
    .then(async ({ ready }) => {
      await ready;
      isReady = true;
    })
    .catch(() => undefined);
}

/** Analyses metrics for another engine, whose nights they are of. */
export function analyse(batch: AnalysisBatch): AnalysisAnswer[] {
  return finish(analyseBatch(batch));
}

/** Answers the paths that a collector answers. */
export async function resource(
  { method, path, query, body }: ResourceRequest,
  signal: AbortSignal
): Promise<ResourceAnswer> {
  const route = ROUTES.find((one) => one.path === path);
  if (!route || !route.methods.some((one) => one === method)) {
    return refusal(404, 'notFound', `There is no ${method} ${path}.`);
  }
  try {
    const host = await readyWithin(PANEL_PATIENCE);
    const single = Object.entries(query).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
    const answer = await route.answer(host, {
      query: Object.fromEntries(single),
      body: body === '' ? undefined : parseBody(body),
      signal,
    });
    return { status: 200, ...replyOf(answer) };
  } catch (error) {
    return refusalOf(error);
  }
}

/** Answers queries of Grafana's server, each by itself: one that is wrong costs only itself. */
export async function queryData(
  { queries, ...asked }: DataRequest,
  signal: AbortSignal
): Promise<Record<string, DataAnswer>> {
  const answers = await Promise.all(
    queries.map(async (query) => [query.refId, await answerQuery(query, { ...asked, signal })] as const)
  );
  return Object.fromEntries(answers);
}

type Asker = Omit<DataRequest, 'queries'> & { readonly signal: AbortSignal };

async function answerQuery(
  { refId, from, to, model }: DataQuery,
  { fromAlert, asNumbers, signal }: Asker
): Promise<DataAnswer> {
  try {
    const { query, notices } = savedQuery(model, refId);
    const { results } = await numbersOf(
      { from, to, queries: [query] },
      { mustBeKnown: fromAlert || asNumbers, signal }
    );
    const [first, ...others] = results[refId]?.frames ?? [];
    const frames = first ? [withNotices(first, notices), ...others] : [];
    const areTables = asNumbers && query.kind === 'latest';
    return { frames: frames.map((frame) => goFrame(areTables ? numericWide(frame) : frame)) };
  } catch (error) {
    const { status, body } = refusalOf(error);
    return { status, error: (body as RefusalBody).error.message };
  }
}

/**
 * Returns what a question is answered with. What nobody reads, but computes with, must not be made of nothing: it waits as long as a rule
 * may, for the archive of a restart to be read and for changes to be found.
 *
 * @throws Refusal with status 503 where what it asks is not known then, or SourceError where it can't be.
 */
async function numbersOf(
  request: QueryRequest,
  { mustBeKnown, signal }: { readonly mustBeKnown: boolean; readonly signal: AbortSignal }
): Promise<QueryResponse> {
  const host = await served;
  const until = host.now() + ALERT_PATIENCE;
  await readyWithin(ALERT_PATIENCE);
  for (;;) {
    const answer = await host.service.query(request, { signal, isComputedWith: mustBeKnown });
    if (answer.known !== 'not yet' || !mustBeKnown) {
      // Frames carry the notices that say what is missing.
      return shown(answer);
    }
    if (answer.failure) {
      throw answer.failure;
    }
    if (host.now() >= until) {
      throw new Refusal(503, 'loading', `${missingOf(answer)} The rule is evaluated again soon.`);
    }
    await sleep(LOOK_EVERY);
  }
}

function withNotices(frame: DataFrameJson, added: readonly Notice[]): DataFrameJson {
  const { schema } = frame;
  const said = (schema.meta.notices ?? []) as readonly Notice[];
  const meta = added.length > 0 ? { ...schema.meta, notices: [...added, ...said] } : schema.meta;
  return { ...frame, schema: { ...schema, meta } };
}

/** What "Save & test" says. */
export async function health(): Promise<unknown> {
  try {
    const host = await readyWithin(ALERT_PATIENCE);
    const now = host.now();
    const answer = await host.service.summary({ from: now - CHECKED_DAYS * MS_PER_DAY, to: now });
    if (answer.known === 'not yet') {
      return answer.failure
        ? healthOfError(answer.failure)
        : { status: 'unknown', message: `${missingOf(answer)} Test again soon.` };
    }
    const failure = answer.known === 'partly' ? answer.failure : undefined;
    if (failure) {
      return healthOfError(failure);
    }
    const summary = shown(answer);
    const said = healthOf(summary, CHECKED_DAYS, now);
    // What gives no night at all does not work, whatever the reason.
    const status = summary.newest === undefined ? 'error' : said.status;
    return { ...said, status, message: [said.message, ...(await host.facts())].join(' ') };
  } catch (error) {
    return healthOfError(error);
  }
}

async function readyWithin(ms: number): Promise<Served> {
  const host = await served;
  if (!isReady) {
    await Promise.race([host.ready, sleep(ms)]);
  }
  return host;
}

interface RefusalBody {
  readonly error: { readonly kind: string; readonly message: string };
}

function refusal(status: number, kind: string, message: string): ResourceAnswer {
  return { status, body: { error: { kind, message } } satisfies RefusalBody };
}

function refusalOf(error: unknown): ResourceAnswer {
  if (error instanceof Refusal) {
    return refusal(error.statusCode, error.kind, error.message);
  }
  if (error instanceof v.ValiError) {
    return refusal(400, 'badRequest', error.message);
  }
  if (error instanceof SourceError) {
    return refusal(error.kind === 'notConfigured' ? 400 : 502, error.kind, error.message);
  }
  throw error;
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BadRequest('The body is not JSON.');
  }
}
