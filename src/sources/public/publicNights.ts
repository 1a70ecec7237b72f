import { browserCommits } from '../browserCommits';
import { type Source, valueOf } from '../source';

/** Where SGLang publishes the nights of its diffusion suites; nobody needs a token for them. */
const PUBLIC_NIGHTS_URL = 'https://raw.githubusercontent.com/sgl-project/ci-data-diffusion/main/diffusion-comparisons';
const REPOSITORY_URL = 'https://github.com/sgl-project/sglang';
const TEXT = "SGLang's diffusion nights as it publishes them: real, without a token";
const NOTICE = {
  title: 'Real nights, without a token',
  text: 'SGLang publishes the nights of its diffusion suites. Serving nights on TPUs are in https://github.com/pathfinder-pf/sglang-jax-ci-data/tree/main/perf, kernel benchmarks in https://github.com/sgl-project/ci-data/tree/main/kernel-bench. The nights on GPUs need GitHub as the source, and a token.',
};

/** A folder of nights that anybody may read. It sends CORS headers: a browser needs no proxy for it. */
export const PUBLIC: Source<'publicUrl'> = {
  label: 'Public nights',
  texts: [TEXT, TEXT],
  notice: [NOTICE, NOTICE],
  settings: [
    {
      name: 'publicUrl',
      label: 'Folder',
      description:
        "Holds index.json and a file for each run; or a folder of a public repository, as https://github.com/OWNER/NAME/tree/BRANCH/PATH. SGLang's diffusion nights if empty.",
      placeholder: PUBLIC_NIGHTS_URL,
      default: PUBLIC_NIGHTS_URL,
      kind: 'base',
      option: '--url <url>',
    },
  ],
  open: async (given, { httpFor, now, browser }) => {
    const { publicSource } = await import('./publicSource');
    const { folderOf, githubFolder } = await import('./githubFolder');
    const url = valueOf(PUBLIC, given, 'publicUrl', { browser });
    const folder = folderOf(url);
    const http = browser?.open ?? httpFor(url);
    const source = folder ? githubFolder({ ...folder, http, now }) : publicSource({ http, url, now });
    return {
      source,
      // The runs and the commits of another folder are those of a repository that nothing names.
      commits: browser && !folder ? await browserCommits(browser.open) : undefined,
      repositoryUrl: folder ? '' : REPOSITORY_URL,
      sparing: browser !== undefined,
      notices: [],
      days: Infinity,
      older: 'ask for more days.',
      place: { folders: ['public'], identity: [url] },
      prove: () => source.load({ from: now(), to: Infinity }),
    };
  },
};
