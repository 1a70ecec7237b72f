import { GITHUB_DEFAULTS } from '../../sources/github/githubOptions';
import { type OpenedSource, openSource, type SourceChoice } from '../../sources/openSource';
import { PUBLIC_NIGHTS_URL } from '../../sources/public/publicSource';
import { hostHttp, pause, sha256OfBytes, sha256OfText } from './ports';
import { need, type Settings } from './settings';

/** A source, and where its nights are archived. */
interface Chosen extends OpenedSource {
  /** Path of its archive, which is one organisation's; undefined where nothing is worth keeping. */
  readonly archive?: readonly string[];
}

/** Returns the source that the settings choose. @throws SourceError `notConfigured` where something is missing. */
export async function chooseSource({ options, organisation, githubWithToken }: Settings): Promise<Chosen> {
  const opened = openSource(choiceOf(options), {
    httpFor: () => hostHttp,
    now: Date.now,
    pause,
    sha256: sha256OfBytes,
    authorised: githubWithToken,
  });
  const { place } = opened;
  if (!place) {
    return opened;
  }
  const hash = (await sha256OfText(JSON.stringify(place.identity))).slice(0, 16);
  return { ...opened, archive: [`org-${organisation}`, ...place.folders, hash] };
}

function choiceOf(options: Settings['options']): SourceChoice {
  const { repository, event } = options;
  switch (options.source) {
    case 'url':
      return {
        kind: 'url',
        url: need(options, 'metricsUrl'),
        repositoryUrl: repository && `https://github.com/${repository}`,
      };
    case 'public':
      return { kind: 'public', url: options.publicUrl || PUBLIC_NIGHTS_URL };
    case 'demo':
      return { kind: 'demo' };
    default:
      return {
        kind: 'github',
        apiUrl: options.githubUrl || GITHUB_DEFAULTS.apiUrl,
        repository: repository || GITHUB_DEFAULTS.repository,
        event,
        workflows: options.workflows,
        workflow: options.workflow,
        artifactPrefix: options.artifactPrefix,
      };
  }
}
