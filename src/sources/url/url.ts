import { browserCommits } from '../browserCommits';
import { GITHUB_DEFAULTS, repositoryUrl } from '../github/githubOptions';
import { ALL_RUNS } from '../runSource';
import { type Source, valueOf } from '../source';

const TEXT = 'A published metrics_data.json';

/** One file of run documents, at an address. Only Grafana's server sends a secret along. */
export const URL_FILE: Source<'metricsUrl' | 'repository' | 'metricsHeader'> = {
  label: 'URL',
  texts: [TEXT, TEXT],
  proxied: true,
  secret: {
    name: 'metricsSecret',
    label: 'Secret',
    description: "The header's whole value, such as Bearer and a token. Only where the file is not public.",
    shown: 'with a server part',
  },
  settings: [
    {
      name: 'metricsUrl',
      label: 'File URL',
      description: "A JSON array of run documents, as `sglang-nightly fetch` or SGLang's own script writes it.",
      placeholder: 'https://example.org/metrics_data.json',
      kind: 'address',
      option: '--url <url>',
    },
    {
      name: 'repository',
      label: 'Repository',
      description: 'For links to runs and commits; no links if empty.',
      placeholder: 'sgl-project/sglang',
      kind: 'repository',
      isOptional: true,
    },
    {
      name: 'metricsHeader',
      label: 'Header',
      description: 'The header that the secret goes along in.',
      placeholder: 'Authorization',
      kind: 'text',
      isOptional: true,
      shown: 'with a server part',
    },
  ],
  open: async (given, { httpFor, browser }) => {
    const { urlSource } = await import('./urlSource');
    const url = valueOf(URL_FILE, given, 'metricsUrl', { browser });
    const { repository, githubUrl } = given as typeof given & { readonly githubUrl?: string };
    const at = browser ? { http: browser.http, url: `${browser.proxyUrl}/url` } : { http: httpFor(url), url };
    return {
      source: urlSource(at),
      commits: browser && repository ? await browserCommits(browser.open, repository) : undefined,
      repositoryUrl: repository ? repositoryUrl(githubUrl || GITHUB_DEFAULTS.apiUrl, repository) : '',
      sparing: browser !== undefined,
      notices: [],
      days: Infinity,
      place: { folders: ['url'], identity: [url] },
      prove: () => urlSource(at).load(ALL_RUNS),
    };
  },
};
