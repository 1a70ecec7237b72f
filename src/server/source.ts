import { type Notice } from '../core';
import { DEMO_NOTICE, DEMO_REPOSITORY_URL, demoSource } from '../sources/demo/demoSource';
import { actionsUrl, repositoryUrl } from '../sources/github/githubOptions';
import { githubSource } from '../sources/github/githubSource';
import { type RunSource } from '../sources/runSource';
import { urlSource } from '../sources/url/urlSource';
import { hostHttp, pause, sha256OfBytes, sha256OfText } from './ports';
import { need, type Settings } from './settings';

/** A source with what the program needs to know of it. */
interface Chosen {
  readonly source: RunSource;
  readonly repositoryUrl: string;
  readonly notices: readonly Notice[];
  /** Path of its archive; undefined where nothing is worth keeping. */
  readonly archive?: readonly string[];
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
        archive: ['url', (await sha256OfText(url)).slice(0, 16)],
      };
    }
    case 'demo':
      return {
        source: demoSource({ end: Date.now, pause }),
        repositoryUrl: DEMO_REPOSITORY_URL,
        notices: [{ severity: 'info', text: DEMO_NOTICE }],
      };
    default:
      return gitHub(settings);
  }
}

function gitHub({ options, githubWithToken }: Settings): Chosen {
  const apiUrl = need(options, 'githubUrl');
  const repository = need(options, 'repository');
  const { workflow, artifactPrefix, event } = options;
  const source = githubSource({
    http: hostHttp,
    actionsUrl: actionsUrl(apiUrl, repository),
    workflow,
    artifactPrefix,
    event: event || undefined,
    authorised: githubWithToken,
    sha256: sha256OfBytes,
  });
  const { host } = new URL(apiUrl);
  return {
    source,
    repositoryUrl: repositoryUrl(apiUrl, repository),
    notices: [],
    archive: [host.replaceAll(':', '_'), ...repository.split('/'), workflow],
  };
}
