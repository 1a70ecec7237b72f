import { Octokit } from '@octokit/rest';

import { SourceError } from '../../../sources/errors';
import { isSet } from '../environment';
import { nodeHttp } from '../../node/nodeHttp';
import { VERSION } from '../../node/version';
import { readMarker } from './issueText';
import { type ExistingIssue, type IssueAction } from './planIssues';

interface IssueRepository {
  readonly apiUrl: string;
  /** As owner/name. */
  readonly repository: string;
  /** With "Issues: write", used for nothing else. */
  readonly token: string;
  readonly label: string;
  /** Called with the number of an issue whose label GitHub dropped. */
  readonly onDropped?: (issue: number) => void;
}

const PER_PAGE = 100;
/** Of issues that only their text tells from others, so many pages are looked at, the newest first. */
const MOST_PAGES = 10;
const COLOR = 'b60205';
/** The author of what is written with the token of a workflow, which may not ask whose it is. */
const ACTIONS_BOT = 'github-actions[bot]';
const TRUSTED = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/**
 * Returns the issues that tell of incidents in a repository: how to read them, and how to change them. They are known by their label, and
 * by their marker where who wrote them could not set labels, which GitHub drops without a word. Nothing is tried twice.
 */
export function githubIssues(where: IssueRepository) {
  const tracker = trackerOf(where);
  return {
    /** All of them, open and closed, by their numbers. @throws SourceError */
    list: () => listIssues(tracker),
    /** Does one step; returns the number of the issue. @throws SourceError */
    apply: (step: IssueAction) => applyStep(tracker, step),
  };
}

type Tracker = ReturnType<typeof trackerOf>;

function trackerOf({ apiUrl, repository, token, label, onDropped = () => undefined }: IssueRepository) {
  const [owner = '', repo = ''] = repository.split('/');
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: `sglang-nightly/${VERSION}`,
    request: { fetch: nodeHttp(apiUrl) },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const asked = async <Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await ask();
    } catch (error) {
      throw failureOf(what, error, { owner, repo });
    }
  };
  return { octokit, place: { owner, repo }, asked, label, onDropped };
}

async function listIssues({ octokit, place, asked, label }: Tracker): Promise<ExistingIssue[]> {
  const query = { ...place, state: 'all', per_page: PER_PAGE } as const;
  const list = (more: { readonly labels?: string; readonly creator?: string }, mostPages = Infinity) => {
    let pages = 0;
    return asked('list the issues', () =>
      octokit.paginate(octokit.issues.listForRepo, { ...query, ...more }, ({ data }, done) => {
        pages += 1;
        pages >= mostPages && done();
        return data;
      })
    );
  };
  const labelled = await list({ labels: label });
  const creator = await loginOf(octokit);
  const written = await list({ ...(creator && { creator }) }, MOST_PAGES);
  const own = written.filter((one) => readMarker(one.body ?? '') && isWrittenBy(one, creator));
  const found = new Map([...labelled, ...own].map((one) => [one.number, one]));
  return [...found.values()]
    .filter(({ pull_request: pull }) => !pull)
    .map(({ number, state, title, body }) => ({ number, title, isOpen: state === 'open', body: body ?? '' }))
    .sort((a, b) => a.number - b.number);
}

/** Whose token it is; undefined where that is not known. */
function loginOf(octokit: Octokit): Promise<string | undefined> {
  return octokit.users.getAuthenticated().then(
    ({ data }) => (data.login as string | undefined) ?? undefined,
    () => (isSet('GITHUB_ACTIONS', process.env) ? ACTIONS_BOT : undefined)
  );
}

async function applyStep({ octokit, place, asked, label, onDropped }: Tracker, step: IssueAction): Promise<number> {
  const { issues } = octokit;
  const { title, body } = step.text;
  if (step.do === 'open') {
    await issues.createLabel({ ...place, name: label, color: COLOR }).catch(() => undefined);
    const { data } = await asked('open an issue', () => issues.create({ ...place, title, body, labels: [label] }));
    const isLabelled = data.labels?.some((one) => (typeof one === 'string' ? one : one.name) === label);
    isLabelled || onDropped(data.number);
    return data.number;
  }
  const { number: issue_number, comment, state } = step;
  if (comment) {
    await asked('comment on an issue', () => issues.createComment({ ...place, issue_number, body: comment }));
  }
  await asked('change an issue', () => issues.update({ ...place, issue_number, title, body, state }));
  return issue_number;
}

interface Written {
  readonly user?: { readonly login: string; readonly type?: string } | null;
  readonly author_association?: string;
}

/** Anybody can copy a marker into an issue: it counts by who wrote it. */
function isWrittenBy({ user, author_association: association = '' }: Written, creator: string | undefined): boolean {
  if (!user || creator) {
    return !user || user.login === creator;
  }
  return user.type === 'Bot' || TRUSTED.has(association);
}

/** The message of GitHub, without what was sent. */
function failureOf(what: string, error: unknown, { owner, repo }: { owner: string; repo: string }): SourceError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : undefined;
  const isRefused = status === 401 || status === 403 || status === 404;
  return new SourceError(isRefused ? 'unauthorised' : 'network', `GitHub did not ${what} of ${owner}/${repo}`, {
    status,
    advice: isRefused ? 'The token must have "Issues: write" on this repository.' : 'It is done by the next run.',
  });
}
