import { type NightsAndFindings } from './findInNights';

/** What an answer needs to know of the nights that it is given of. */
export type Answerable = Pick<
  NightsAndFindings,
  'table' | 'newest' | 'findings' | 'repositoryUrl' | 'workflow' | 'notices' | 'commitsBetween' | 'releases'
>;

/** Returns the options of an answer about the nights from this time (milliseconds since 1970) to the newest. */
export function answerOptions({ newest, findings, notices, ...where }: Answerable, from: number) {
  const { time } = newest;
  const { repositoryUrl, workflow, commitsBetween, releases } = where;
  return { from, to: time, now: time, repositoryUrl, workflow, notices, findings, commitsBetween, releases };
}
