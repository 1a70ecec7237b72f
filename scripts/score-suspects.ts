/**
 * How often the culprit is the first suspect, and among the first three, in ranges of invented commits with a planted one; and
 * how often by size or by date alone. `npm run score:suspects -- [ranges] [seed]`
 *
 * With a file of real incidents, each with its range and its culprit, it says the same of those, for ranges of one night and of
 * several: `npm run score:suspects -- FILE.json [--misses]`
 */
import { readFileSync } from 'node:fs';

import { MOST_DETAILS } from '../src/backend/commitRanges';
import { type MetricId } from '../src/core';
import { type Commit } from '../src/detect/suspects/commit';
import { rankSuspects } from '../src/detect/suspects/rankSuspects';
import { incidentOf, suspectTrials, type Trial } from './suspectTrials';

const [ranges = '200', seed = '1'] = process.argv.slice(2);

const FIRST = 3;
const EXAMPLES = 10;

const commitsOf = (ranked: ReturnType<typeof rankSuspects>) => ranked.map(({ commit }) => commit.sha);
const shas = (commits: readonly Commit[]) => commits.map(({ sha }) => sha);

const RANKINGS: Readonly<Record<string, (trial: Trial) => readonly string[]>> = {
  score: ({ incident, commits }) => commitsOf(rankSuspects(incident, commits)),
  'score, titles alone': ({ incident, commits }) =>
    commitsOf(
      rankSuspects(
        incident,
        commits.map(({ files: _, lines: __, ...commit }) => commit)
      )
    ),
  size: ({ commits }) => shas([...commits].sort((a, b) => (b.lines ?? 0) - (a.lines ?? 0))),
  'date, newest first': ({ commits }) => shas([...commits].reverse()),
};

function figures(name: string, places: readonly number[]): string {
  const share = (most: number) => (places.filter((place) => place < most).length / places.length).toFixed(2);
  return `${name}: first ${share(1)}, among the first three ${share(FIRST)}`;
}

const placesBy = (rank: (trial: Trial) => readonly string[], of: readonly Trial[]) =>
  of.map((trial) => rank(trial).indexOf(trial.culprit.sha));

function scoreInvented(trials: readonly Trial[]): void {
  const lines = Object.entries(RANKINGS).map(([name, rank]) => figures(name, placesBy(rank, trials)));
  const names = [...new Set(trials.map(({ cause }) => cause.name))];
  const byCause = names.map((name) => {
    const own = trials.filter(({ cause }) => cause.name === name);
    return figures(name, placesBy(RANKINGS.score!, own));
  });
  const examples = trials
    .filter((_, at) => at % 7 === 0)
    .slice(0, EXAMPLES)
    .flatMap(({ cause, incident, commits, culprit }) => {
      const three = rankSuspects(incident, commits)
        .slice(0, FIRST)
        .map(({ commit, share, reasons }) => {
          return `  ${commit.title} ${(100 * share).toFixed(0)} % (${reasons.slice(0, 2).join('; ')})`;
        });
      return [`${cause.name}, ${commits.length} commits, it was: ${culprit.title}`, ...three];
    });
  say([...lines, '', ...byCause, '', ...examples].join('\n'));
}

/** A real incident as others describe it. */
interface RealIncident {
  readonly id: string;
  readonly days: number;
  readonly facts: {
    readonly models: readonly string[];
    readonly gpu_config: readonly string[];
    readonly variant: readonly string[];
    readonly metric: MetricId;
    readonly note: string;
  };
  readonly culprit: string;
  readonly commits: ReadonlyArray<{
    readonly sha: string;
    readonly title: string;
    readonly pr: number | null;
    readonly time: string;
    readonly lines: number;
    readonly files: readonly string[];
  }>;
}

/** As the product does it: titles first, then the files of as many as it asks for. */
function placeOfCulprit({ facts, commits: given, culprit }: RealIncident) {
  const { models, gpu_config: gpus, variant: variants, metric } = facts;
  const incident = incidentOf({ models, gpus, variants, metrics: [metric] });
  const commits = given.map(({ files, lines, pr, time, ...commit }): Commit => ({
    ...commit,
    author: '',
    time: Date.parse(time),
    files,
    lines,
    ...(pr !== null && { pullRequest: pr }),
  }));
  const withoutFiles = (commit: Commit): Commit => ({ ...commit, files: undefined, lines: undefined });
  const asked = new Set(commitsOf(rankSuspects(incident, commits.map(withoutFiles))).slice(0, MOST_DETAILS));
  const ranked = rankSuspects(
    incident,
    commits.map((commit) => (asked.has(commit.sha) ? commit : withoutFiles(commit)))
  );
  return { place: ranked.findIndex(({ commit }) => commit.sha === culprit), ranked };
}

function scoreReal(path: string, showsMisses: boolean): void {
  const given = JSON.parse(readFileSync(path, 'utf8')) as readonly RealIncident[];
  const incidents = given.map((one) => ({ one, ...placeOfCulprit(one) }));
  const of = (wanted: number) => {
    const own = incidents.filter(({ one: { days } }) => days === wanted);
    const places = own.map(({ place }) => place);
    const share = (most: number) => (places.filter((at) => at >= 0 && at < most).length / own.length).toFixed(2);
    return `first ${share(1)} three ${share(3)} ten ${share(10)} of ${own.length}`;
  };
  const misses = incidents.filter(({ one: { days } }) => days === 1).sort((a, b) => b.place - a.place);
  for (const { one, place, ranked } of showsMisses ? misses : []) {
    const said = ranked.slice(0, FIRST).map(({ commit, reasons }) => `    ${commit.title} (${reasons.join('; ')})`);
    const own = ranked[place];
    say(
      `${place + 1} of ${ranked.length}: ${one.facts.models.join()} ${one.facts.gpu_config.join()} ${one.facts.variant.join()} ${one.facts.metric}`
    );
    say(`  it was: ${own?.commit.title} (${own?.reasons.join('; ')}; ${own?.score.toFixed(1)})\n${said.join('\n')}`);
  }
  const days = [...new Set(given.map((one) => one.days))].sort((a, b) => b - a);
  days.filter((one) => one !== 1).forEach((one) => say(`${one} nights: ${of(one)}`));
  say(of(1));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (/^\d+$/.test(ranges)) {
  scoreInvented(suspectTrials(Number(ranges), Number(seed)));
} else {
  scoreReal(ranges, process.argv.includes('--misses'));
}
