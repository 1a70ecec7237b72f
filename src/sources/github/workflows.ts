import { MAIN_WORKFLOW } from '../../core';
import { SourceError } from '../errors';

/** A workflow, and the artifacts of its runs that hold results. */
export interface NightWorkflow {
  /** Its file in .github/workflows, such as `nightly-test-nvidia.yml`. */
  readonly file: string;
  /** Names of artifacts: `{run}` stands for the run's id, `*` for any text. */
  readonly artifacts: readonly string[];
  /** Whether a repository may do without it. */
  readonly isOptional?: boolean;
  /** Whether its runs measure a release: their documents name the commit and the branch that they were started on. */
  readonly ofReleases?: boolean;
}

/** What says which workflows are read, in the words of settings and of the command line; what is left out has its default. */
interface WorkflowChoice {
  /** Workflows and their artifacts as text: `FILE: NAME, NAME`, a line or a semicolon between two. */
  readonly workflows?: string;
  /** One workflow alone. */
  readonly workflow?: string;
  /** What its artifact's name begins with, before the run's id. */
  readonly artifactPrefix?: string;
}

/** All nightly benchmarks of SGLang, the main one first. */
const WORKFLOWS: readonly NightWorkflow[] = [
  { file: MAIN_WORKFLOW, artifacts: ['consolidated-metrics-{run}', 'diffusion-benchmark-{run}', 'accuracy-metrics-*'] },
  { file: 'nightly-72-gpu-gb200.yml', artifacts: ['gb200-*-{run}'], isOptional: true },
  { file: 'nightly-amd-mi355x-disagg.yml', artifacts: ['mi355x-*-{run}'], isOptional: true },
  { file: 'nightly-test-intel.yml', artifacts: ['nightly-xpu-*-gpu-metrics*'], isOptional: true },
  // They call the main workflow, whose artifacts are then theirs.
  { file: 'release-branch-cut.yml', artifacts: ['consolidated-metrics-{run}'], isOptional: true, ofReleases: true },
  {
    file: 'bot-bump-sglang-version.yml',
    artifacts: ['consolidated-metrics-{run}'],
    isOptional: true,
    ofReleases: true,
  },
];

const FILE = /^[A-Za-z0-9][\w.-]{0,100}$/;
const ARTIFACT = /^[\w.*{}-]{1,200}$/;
const MOST = 20;

/**
 * Returns the workflows that are read. Where nothing is chosen they are all of SGLang's nightly benchmarks; of those after the
 * main one a copy of the repository may lack some.
 *
 * @throws SourceError `notConfigured` that names what can't be read.
 */
export function workflowsOf({ workflows = '', workflow, artifactPrefix }: WorkflowChoice): readonly NightWorkflow[] {
  if (workflows.trim()) {
    return parseWorkflows(workflows);
  }
  if (!workflow && !artifactPrefix) {
    return WORKFLOWS;
  }
  const file = workflow || MAIN_WORKFLOW;
  const known = WORKFLOWS.find((one) => one.file === file) ?? WORKFLOWS[0]!;
  return [{ file, artifacts: artifactPrefix ? [`${artifactPrefix}{run}`] : known.artifacts }];
}

function parseWorkflows(text: string): NightWorkflow[] {
  const lines = text.split(/[\n;]/).filter((line) => line.trim());
  return lines.slice(0, MOST).map((line) => {
    const [, file = '', names = ''] = /^\s*([^:]*?)\s*:(.*)$/s.exec(line) ?? [];
    const artifacts = names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const isRight = artifacts.length > 0 && artifacts.length <= MOST && artifacts.every((name) => ARTIFACT.test(name));
    if (!FILE.test(file) || !isRight) {
      throw new SourceError('notConfigured', `"${line.trim()}" names no workflow and its artifacts`, {
        advice: `Give a line for each workflow, such as "${MAIN_WORKFLOW}: consolidated-metrics-{run}".`,
      });
    }
    const { ofReleases } = WORKFLOWS.find((one) => one.file === file) ?? {};
    return { file, artifacts, ...(ofReleases && { ofReleases }) };
  });
}

const VERSION = /(?:^|[\s/v])(\d+\.\d+\.\d+(?:[.-]?(?:post|rc|dev)\d*)?)(?:$|\s)/;
/** What a release is measured on where nothing says which one it is. */
const SOME_RELEASE = 'release';

/** Returns the branch of the release that a run measured, by what is known of the run: its own branch or tag, or its title. */
export function releaseBranch(branch: string, title: string): string {
  const version = [branch, title].map((text) => VERSION.exec(text)?.[1]).find(Boolean);
  return version ? `${SOME_RELEASE}/v${version}` : SOME_RELEASE;
}

/** Returns a text that is the same for the same artifacts: what is missing under one name says nothing of another. */
export function askedText(workflows: readonly NightWorkflow[]): string {
  return workflows.map(({ file, artifacts }) => `${file}: ${artifacts.join(', ')}`).join('; ');
}

/** Returns whether an artifact has one of these names; a file that was uploaded as it is has `.json` after it. */
export function isNamed(name: string, artifacts: readonly string[], runId: string): boolean {
  return artifacts.some((pattern) => matches(name.replace(/\.json$/, ''), pattern.replaceAll('{run}', runId)));
}

/** A name between the parts around the stars. The parts are taken from the left, so that no name takes long. */
function matches(name: string, pattern: string): boolean {
  const [first, ...rest] = pattern.split('*') as [string, ...string[]];
  if (rest.length === 0) {
    return name === first;
  }
  const last = rest.pop()!;
  let at = first.length;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) {
    return false;
  }
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) {
      return false;
    }
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
