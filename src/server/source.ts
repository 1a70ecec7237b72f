import { type ChosenSource } from '../service/createBackend';
import { demoCommits } from '../sources/demo/demoCommits';
import { DEMO_NOTICE, DEMO_REPOSITORY_URL, demoSource } from '../sources/demo/demoSource';
import { githubCommits } from '../sources/github/githubCommits';
import { actionsUrl, GITHUB_DEFAULTS, repositoryUrl } from '../sources/github/githubOptions';
import { githubSource } from '../sources/github/githubSource';
import { askedText, workflowsOf } from '../sources/github/workflows';
import { PUBLIC_NIGHTS_URL, PUBLIC_REPOSITORY_URL, publicSource } from '../sources/public/publicSource';
import { ALL_RUNS } from '../sources/runSource';
import { urlSource } from '../sources/url/urlSource';
import { hostHttp, pause, sha256OfBytes, sha256OfText } from './ports';
import { need, type Settings } from './settings';

/** A source with what the program needs to know of it. */
export interface Chosen extends ChosenSource {
  /** Path of its archive, which is one organisation's; undefined where nothing is worth keeping. */
  readonly archive?: readonly string[];
  /**
   * Makes sure that the source lists its runs with the data source's own credentials.
   *
   * @throws SourceError where it does not.
   */
  readonly prove?: () => Promise<unknown>;
}

/** Returns the source that the settings choose. @throws SourceError `notConfigured` where something is missing. */
export async function chooseSource(settings: Settings): Promise<Chosen> {
  const { options } = settings;
  switch (options.source) {
    case 'url': {
      const url = need(options, 'metricsUrl');
      return {
        source: urlSource({ http: hostHttp, url }),
        repositoryUrl: options.repository && `https://github.com/${options.repository}`,
        notices: [],
        archive: [...tenant(settings), 'url', (await sha256OfText(url)).slice(0, 16)],
        prove: () => urlSource({ http: hostHttp, url }).load(ALL_RUNS),
      };
    }
    case 'public': {
      const url = options.publicUrl || PUBLIC_NIGHTS_URL;
      const source = publicSource({ http: hostHttp, url, now: Date.now });
      return {
        source,
        repositoryUrl: PUBLIC_REPOSITORY_URL,
        notices: [],
        archive: [...tenant(settings), 'public', (await sha256OfText(url)).slice(0, 16)],
        prove: () => source.load({ from: Date.now(), to: Infinity }),
      };
    }
    case 'demo':
      return {
        source: demoSource({ end: Date.now, pause }),
        repositoryUrl: DEMO_REPOSITORY_URL,
        commits: demoCommits(Date.now),
        notices: [{ severity: 'info', text: DEMO_NOTICE }],
      };
    default:
      return gitHub(settings);
  }
}

/** The folder of an organisation of Grafana's. */
function tenant({ organisation }: Settings): string[] {
  return [`org-${organisation}`];
}

async function gitHub(settings: Settings): Promise<Chosen> {
  const { options, githubWithToken } = settings;
  const apiUrl = options.githubUrl || GITHUB_DEFAULTS.apiUrl;
  const repository = options.repository || GITHUB_DEFAULTS.repository;
  const { event } = options;
  const workflows = workflowsOf(options);
  const api = { http: hostHttp, actionsUrl: actionsUrl(apiUrl, repository), authorised: githubWithToken };
  const source = githubSource({ ...api, workflows, event: event || undefined, sha256: sha256OfBytes });
  const { host } = new URL(apiUrl);
  const asked = askedText(workflows);
  const hash = (await sha256OfText(JSON.stringify([asked, event]))).slice(0, 16);
  return {
    source,
    commits: githubWithToken ? githubCommits(api) : undefined,
    repositoryUrl: repositoryUrl(apiUrl, repository),
    workflow: workflows[0]!.file,
    notices: [],
    archive: [...tenant(settings), host.replaceAll(':', '_'), ...repository.split('/'), workflows[0]!.file, hash],
    asked,
    prove: () => source.load({ from: Date.now(), to: Infinity }, { isKnown: () => true }),
  };
}
