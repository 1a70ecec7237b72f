import { Command } from 'commander';

import { missingOf } from '../../../backend/answer';
import { SourceError } from '../../../sources/errors';
import { isSet } from '../environment';
import { EXIT } from '../exitCodes';
import { type FindFlags, findInNights } from '../findInNights';
import { githubIssues } from '../issues/githubIssues';
import { type IssueAction, planIssues } from '../issues/planIssues';
import { rememberedBy, wantedOf } from '../issues/wantedIssues';
import { findOptions, option } from '../options';
import { findToken } from '../tokens';

interface IssueFlags extends FindFlags {
  readonly issueRepo?: string;
  readonly label: string;
  readonly per: 'incident' | 'all';
  readonly dryRun?: boolean;
}

/** `sglang-nightly issue`: one GitHub issue for each incident, kept as the incident goes on. */
export function issueCommand(): Command {
  const command = new Command('issue')
    .description('keep one GitHub issue for each incident: opened, written anew, closed when it is over')
    .addOption(option('--issue-repo <owner/name>', 'where the issues are; --repo if left out'))
    .addOption(option('--label <name>', 'the label by which they are found').default('nightly-regression'))
    .addOption(
      option('--per <what>', 'one issue for each incident, or one for all')
        .choices(['incident', 'all'])
        .default('incident')
    )
    .addOption(option('--dry-run', 'say what would be done, and do nothing; the default outside CI'))
    .addOption(option('--no-dry-run', 'do it'));
  findOptions().forEach((one) => command.addOption(one));
  return command.action(runIssue);
}

async function runIssue(flags: IssueFlags): Promise<void> {
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  const isDry = flags.dryRun ?? !isSet('CI', process.env);
  const token = await findToken(flags.apiUrl, {
    ...process.env,
    GITHUB_TOKEN: process.env.SGLANG_NIGHTLY_ISSUE_TOKEN?.trim() || process.env.GITHUB_TOKEN,
  });
  if (!token) {
    throw new SourceError('unauthorised', 'There is no token for the issues', {
      advice: 'Set SGLANG_NIGHTLY_ISSUE_TOKEN, or GITHUB_TOKEN, to a token with "Issues: write".',
    });
  }
  const { apiUrl, label, issueRepo: repository = flags.repo } = flags;
  const onDropped = (issue: number) =>
    warn(
      `GitHub dropped the label of #${issue}: the token may not set labels. It is found by its text and its author.`
    );
  const issues = githubIssues({ apiUrl, token, label, repository, onDropped });
  const existing = await issues.list();
  const answer = await findInNights(flags, warn, { remembered: rememberedBy(existing) });
  if (answer.known !== 'all') {
    warn(`${missingOf(answer)} Nothing is done: an incident that is not seen in a part of the nights may go on.`);
    process.exitCode = EXIT.sourceFailed;
    return;
  }
  const actions = planIssues(wantedOf(answer.value, repository, flags.per), existing);
  for (const action of actions) {
    process.stdout.write(`${isDry ? 'would ' : ''}${describe(action)}\n`);
    if (!isDry) {
      await issues.apply(action);
    }
  }
  process.stdout.write(`${actions.length} changes of ${existing.length} issues${isDry ? ' (dry run)' : ''}\n`);
}

function describe(action: IssueAction): string {
  if (action.do === 'open') {
    return `open: ${action.text.title}`;
  }
  const what = action.state === 'closed' ? 'close' : action.state === 'open' ? 'open again' : 'change';
  return `${what} #${action.number}: ${action.text.title}`;
}
