import { type Incident } from '../../detect/incidents/incident';
import { type NightTable } from '../../table/nightTable';
import { type Commit } from '../../detect/suspects/commit';

/** Where nights are measured. */
export interface Measuring {
  /** Address of the repository, such as `https://github.com/sgl-project/sglang`; '' where it is not known. */
  readonly repositoryUrl: string;
  /** File of the workflow whose runs name none. */
  readonly workflow: string;
}

/** SGLang's main nightly workflow. */
export const MAIN_WORKFLOW = 'nightly-test-nvidia.yml';

/** What is put into a command comes from artifacts and from GitHub: only plain words, which need no quotes in any shell. */
const WORD = /^[A-Za-z0-9][\w.-]{0,100}$/;
const SHA = /^[0-9a-f]{40}$/;

/**
 * Returns the command that measures a commit on the machine of an incident: GitHub runs a workflow on a branch or a tag alone, so
 * the commit gets a branch first. Undefined where something needed is not known.
 * https://cli.github.com/manual/gh_workflow_run
 */
export function measureCommand(
  { scope, entries, range }: Incident,
  { sha }: Commit,
  { runs }: Pick<NightTable, 'runs'>,
  measuring: Measuring
): string | undefined {
  const repository = repositoryOf(measuring.repositoryUrl);
  // Of several workflows, the one that measured the strongest change.
  const measured = runs[entries[0]?.events[0]?.onset ?? range[1]]?.run;
  const workflow = measured?.workflow ?? measuring.workflow;
  if (!repository || !SHA.test(sha) || !WORD.test(workflow)) {
    return undefined;
  }
  const branch = `bisect-${sha.slice(0, 9)}`;
  const [machine = '', ...others] = scope.labels.gpu_config ?? gpuConfigsOf(entries);
  // Only the main workflow can be told to run on one machine.
  const isFiltered = workflow === measuring.workflow && others.length === 0 && WORD.test(machine);
  const filter = isFiltered ? ` -f runner_filter=${machine}` : '';
  return [
    `git push ${measuring.repositoryUrl} ${sha}:refs/heads/${branch}`,
    `gh workflow run ${workflow} --repo ${repository} --ref ${branch}${filter}`,
  ].join(' && ');
}

function gpuConfigsOf(entries: Incident['entries']): string[] {
  return [...new Set(entries.flatMap(({ series }) => series.labels.gpu_config ?? []))];
}

/** As `gh` names it: with its host where that is not github.com. */
function repositoryOf(url: string): string | undefined {
  const [, host, owner, name] = /^https:\/\/([\w.-]+(?::\d+)?)\/([\w.-]+)\/([\w.-]+)$/.exec(url) ?? [];
  if (!host || !owner || !name) {
    return undefined;
  }
  return host === 'github.com' ? `${owner}/${name}` : `${host}/${owner}/${name}`;
}
