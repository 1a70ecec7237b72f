import { type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { type QueryKindId } from '../queryKinds';
import { changesAnswer } from './changesAnswer';
import { compareAnswer } from './compareAnswer';
import { latestAnswer } from './latestAnswer';
import { ratioAnswer } from './ratioAnswer';
import { releasesAnswer } from './releasesAnswer';
import { runsAnswer } from './runsAnswer';
import { trendAnswer } from './trendAnswer';

/** How each kind of query answers, apart from the kinds themselves: the plugin's entry needs those, and no detection. */
const ANSWERS = {
  changes: changesAnswer,
  compare: compareAnswer,
  latest: latestAnswer,
  ratio: ratioAnswer,
  releases: releasesAnswer,
  runs: runsAnswer,
  trend: trendAnswer,
} satisfies Record<QueryKindId, (context: never) => Table[]>;

/** Returns the tables of a kind's answer; the query of the context has the options of that kind. */
export function answerOf(id: QueryKindId, context: AnswerContext): Table[] {
  return (ANSWERS[id] as (context: AnswerContext) => Table[])(context);
}
