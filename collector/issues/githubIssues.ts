import { Octokit } from '@octokit/rest';

import { SourceError } from '../../src/sources/errors';
import { nodeHttp } from '../nodeHttp';
import { VERSION } from '../version';
import { type ExistingIssue, type IssueAction } from './planIssues';

export interface IssueRepository {
  readonly apiUrl: string;
  /** As owner/name. */
  readonly repository: string;
  /** With "Issues: write", used for nothing else. */
  readonly token: string;
  readonly label: string;
}

const PER_PAGE = 100;
const COLOR = 'b60205';

/** Returns the issues of a repository with one label: how to read them, and how to change them. Nothing is tried twice. */
export function githubIssues({ apiUrl, repository, token, label }: IssueRepository) {
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
  return {
    /** All issues with the label, open and closed. @throws SourceError */
    async list(): Promise<ExistingIssue[]> {
      const query = { owner, repo, labels: label, state: 'all', per_page: PER_PAGE } as const;
      const found = await asked('list the issues', () => octokit.paginate(octokit.issues.listForRepo, query));
      return found
        .filter(({ pull_request: pull }) => !pull)
        .map(({ number, state, title, body }) => ({ number, title, isOpen: state === 'open', body: body ?? '' }));
    },
    /** Does one step; returns the number of the issue. @throws SourceError */
    async apply(step: IssueAction): Promise<number> {
      const { title, body } = step.text;
      if (step.do === 'open') {
        await octokit.issues.createLabel({ owner, repo, name: label, color: COLOR }).catch(() => undefined);
        const { data } = await asked('open an issue', () =>
          octokit.issues.create({ owner, repo, title, body, labels: [label] })
        );
        return data.number;
      }
      const { number: issue_number, comment, state } = step;
      if (comment) {
        await asked('comment on an issue', () =>
          octokit.issues.createComment({ owner, repo, issue_number, body: comment })
        );
      }
      await asked('change an issue', () => octokit.issues.update({ owner, repo, issue_number, title, body, state }));
      return issue_number;
    },
  };
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
