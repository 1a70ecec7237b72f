import { KEPT_DAYS, type Source, valueOf } from '../source';
import { actionsUrl, GITHUB_DEFAULTS, repositoryUrl } from './githubOptions';

/** GitHub Actions: the runs of workflows, and the artifacts of each. */
export const GITHUB: Source<'repository' | 'workflow' | 'workflows' | 'artifactPrefix' | 'event' | 'githubUrl'> = {
  label: 'GitHub',
  texts: ["All results from the API, archived by Grafana's server", 'Runs straight from the API, without results'],
  notice: [
    undefined,
    {
      title: 'Runs without results',
      text: 'A browser can list the runs of a public repository, but GitHub gives their results from a storage that browsers cannot read (no CORS headers). For results, use the plugin with its server part, or run the collector and choose it as the source.',
    },
  ],
  proxied: true,
  secret: {
    name: 'githubToken',
    label: 'Token',
    description: 'Fine-grained, "Actions: read" on this repository alone. Without one there are runs, but no results.',
    link: 'https://github.com/settings/personal-access-tokens/new',
    shown: 'with a server part',
    isFirst: true,
  },
  settings: [
    {
      name: 'repository',
      label: 'Repository',
      description: 'Owner and name of the repository.',
      placeholder: GITHUB_DEFAULTS.repository,
      default: GITHUB_DEFAULTS.repository,
      kind: 'repository',
      option: '--repo <owner/name>',
    },
    {
      name: 'workflow',
      label: 'Workflow file',
      description: "One workflow file; all of SGLang's nightly ones if empty.",
      placeholder: 'nightly-test-nvidia.yml',
      kind: 'name',
      isOptional: true,
      option: '--workflow <file>',
      shown: 'once given',
    },
    {
      name: 'workflows',
      label: 'Workflows',
      description:
        "Files and the names of their artifacts, as FILE: NAME, NAME; FILE: NAME, with {run} for the run's id and * for any text. SGLang's nightly ones if empty.",
      placeholder: 'nightly-test-nvidia.yml: consolidated-metrics-{run}, diffusion-benchmark-{run}',
      kind: 'list',
      isOptional: true,
      option: '--workflows <text>',
    },
    {
      name: 'artifactPrefix',
      label: 'Artifact prefix',
      description: "What an artifact's name begins with, before the run's id.",
      placeholder: 'consolidated-metrics-',
      kind: 'name',
      isOptional: true,
      option: '--artifact-prefix <text>',
      shown: 'once given',
    },
    {
      name: 'event',
      label: 'Event',
      description: 'Only runs that this event started, such as schedule; all if empty.',
      placeholder: 'schedule',
      kind: 'text',
      isOptional: true,
      option: '--event <name>',
    },
    {
      name: 'githubUrl',
      label: 'API URL',
      description: "GitHub's API; for GitHub Enterprise https://HOST/api/v3 or https://api.NAME.ghe.com.",
      placeholder: GITHUB_DEFAULTS.apiUrl,
      default: GITHUB_DEFAULTS.apiUrl,
      kind: 'base',
      option: '--api-url <url>',
    },
  ],
  open: async (given, ports) => {
    const { askedText, workflowsOf } = await import('./workflows');
    const { githubSource } = await import('./githubSource');
    const apiUrl = valueOf(GITHUB, given, 'githubUrl', ports);
    const repository = valueOf(GITHUB, given, 'repository', ports);
    const { httpFor, now, token, authorised, runId, concurrency, sha256, onWait, browser } = ports;
    const workflows = workflowsOf(given);
    const api = browser
      ? { http: browser.http, actionsUrl: `${browser.proxyUrl}/github`, proxy: true }
      : { http: httpFor(apiUrl), actionsUrl: actionsUrl(apiUrl, repository), token, authorised, onWait };
    const { workflows: list = '', workflow = '', artifactPrefix = '', event = '' } = given;
    const source = githubSource({ ...api, workflows, event: event || undefined, runId, concurrency, sha256 });
    const withToken = !browser && (token || authorised);
    return {
      source,
      commits: withToken ? (await import('./githubCommits')).githubCommits(api) : undefined,
      repositoryUrl: repositoryUrl(apiUrl, repository),
      workflow: workflows[0]!.file,
      asked: askedText(workflows),
      notices: [],
      days: KEPT_DAYS,
      older: `GitHub keeps results for ${KEPT_DAYS} days. What an archive kept before, or \`sglang-nightly import\` takes from a file, goes further back.`,
      place: {
        folders: [new URL(apiUrl).host.replaceAll(':', '_'), ...repository.split('/'), workflows[0]!.file],
        identity: [list.trim(), workflow, artifactPrefix, event],
      },
      prove: () => source.load({ from: now(), to: Infinity }, { isKnown: () => true }),
    };
  },
};
