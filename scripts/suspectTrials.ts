import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeSeries, type MetricId } from '../src/core';
import { type Incident } from '../src/detect/incidents/incident';
import { type Commit } from '../src/detect/suspects/commit';
import { randomNumbers } from '../tests/support/randomNumbers';

/** A kind of commit: titles and files as SGLang's repository has them, invented. */
interface CommitKind {
  readonly titles: readonly string[];
  readonly files: readonly string[];
  /** Lines that it changes, about. */
  readonly lines: number;
}

/** A cause: commits that may be it, and what is seen of it. */
interface Cause {
  readonly name: string;
  readonly commit: CommitKind;
  readonly models: readonly string[];
  readonly gpus: readonly string[];
  readonly variants: readonly string[];
  readonly metrics: readonly MetricId[];
}

interface Trials {
  /** What is merged on an ordinary day, by how often. */
  readonly background: ReadonlyArray<CommitKind & { readonly weight: number }>;
  readonly causes: readonly Cause[];
}

const path = join(__dirname, '..', 'fixtures', 'suspects.json');
const { background, causes } = JSON.parse(readFileSync(path, 'utf8')) as Trials;

/** A range of commits with a culprit in it, and the incident that it makes. */
export interface Trial {
  readonly cause: Cause;
  readonly incident: Pick<Incident, 'entries'>;
  /** Oldest first. */
  readonly commits: readonly Commit[];
  readonly culprit: Commit;
}

/** Returns so many trials, the causes in turn; the same seed gives the same ones. */
export function suspectTrials(count: number, seed: number): Trial[] {
  const random = randomNumbers(seed);
  const weights = background.reduce((sum, { weight }) => sum + weight, 0);
  const ordinary = () => {
    let left = random() * weights;
    return background.find(({ weight }) => (left -= weight) < 0)!;
  };
  return Array.from({ length: count }, (_, trial) => {
    const cause = causes[trial % causes.length]!;
    const size = 10 + Math.floor(random() * 50);
    const place = Math.floor(random() * size);
    const commits = Array.from({ length: size }, (__, at) =>
      commitOf(at === place ? cause.commit : ordinary(), at, random)
    );
    return { cause, incident: incidentOf(cause), commits, culprit: commits[place]! };
  });
}

function commitOf({ titles, files, lines }: CommitKind, at: number, random: () => number): Commit {
  const pullRequest = 10_000 + at;
  const title = titles[Math.floor(random() * titles.length)]!;
  return {
    sha: `${pullRequest}`.padStart(40, '0'),
    title: `${title} (#${pullRequest})`,
    pullRequest,
    author: 'someone',
    time: at * 600_000,
    files,
    lines: Math.max(1, Math.round(lines * (0.3 + 1.4 * random()))),
  };
}

/** Returns an incident of which this is seen. */
export function incidentOf({
  models,
  gpus,
  variants,
  metrics,
}: Pick<Cause, 'models' | 'gpus' | 'variants' | 'metrics'>): Pick<Incident, 'entries'> {
  const ofVariant = variants.length > 0 ? variants : [''];
  const entries = models.flatMap((model) =>
    gpus.flatMap((gpu) =>
      ofVariant.map((variant) => ({
        series: makeSeries({ gpu_config: gpu, model, variant, ...(variant === '' && { case: 'case' }) }),
        events: metrics.map((metric) => ({ metric })),
      }))
    )
  );
  return { entries } as unknown as Pick<Incident, 'entries'>;
}
