import { browserCommits } from '../browserCommits';
import { type Source, valueOf } from '../source';

/** Where SGLang publishes the nights of its diffusion suites; nobody needs a token for them. */
const PUBLIC_NIGHTS_URL = 'https://raw.githubusercontent.com/sgl-project/ci-data-diffusion/main/diffusion-comparisons';
const REPOSITORY_URL = 'https://github.com/sgl-project/sglang';
const TEXT = "SGLang's diffusion nights as it publishes them: real, without a token";
const NOTICE = {
  title: 'Real nights, without a token',
  text: 'SGLang publishes the nights of its diffusion suites: one end-to-end time a case and night. Those of the serving benchmarks need GitHub as the source, and a token.',
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
      description: "A folder that holds index.json and a file for each run; SGLang's own if empty.",
      placeholder: PUBLIC_NIGHTS_URL,
      default: PUBLIC_NIGHTS_URL,
      kind: 'base',
      option: '--url <url>',
    },
  ],
  open: async (given, { httpFor, now, browser }) => {
    const { publicSource } = await import('./publicSource');
    const url = valueOf(PUBLIC, given, 'publicUrl', { browser });
    const source = publicSource({ http: browser?.open ?? httpFor(url), url, now });
    return {
      source,
      commits: browser && (await browserCommits(browser.open)),
      repositoryUrl: REPOSITORY_URL,
      sparing: browser !== undefined,
      notices: [],
      days: Infinity,
      older: 'ask for more days.',
      place: { folders: ['public'], identity: [url] },
      prove: () => source.load({ from: now(), to: Infinity }),
    };
  },
};
