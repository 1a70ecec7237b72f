/**
 * How often the culprit is the first suspect, and among the first three, in ranges of invented commits with a planted one; and
 * how often by size or by date alone. `npm run score:suspects -- [ranges] [seed]`
 */
import { type Commit } from '../src/detect/suspects/commit';
import { rankSuspects } from '../src/detect/suspects/rankSuspects';
import { suspectTrials, type Trial } from './suspectTrials';

const [ranges = '200', seed = '1'] = process.argv.slice(2);
const FIRST = 3;
const EXAMPLES = 10;

const trials = suspectTrials(Number(ranges), Number(seed));

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
process.stdout.write(`${[...lines, '', ...byCause, '', ...examples].join('\n')}\n`);
