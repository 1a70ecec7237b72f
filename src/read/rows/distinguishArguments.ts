import { groupBy } from '../../lib/collections';
import { type Result } from '../check/resultsOf';
import { groupLabels } from './servingRows';

/**
 * Returns, for each result, the server arguments that set it apart from the others of the same GPU configuration,
 * model and variant in the same night; '' for the one that has none of its own, and for all that stand alone.
 * See docs/decisions/0003-server-arguments.md.
 */
export function distinguishArguments(results: readonly Result[]): ReadonlyMap<Result, string> {
  const own = new Map<Result, string>();
  for (const group of groupBy(results, (result) => JSON.stringify(groupLabels(result))).values()) {
    const counts = new Map<string, number>();
    const ofGroup = group.map((result) => ({ result, given: argumentsOf(result) }));
    ofGroup.forEach(({ given }) =>
      new Set(given).forEach((argument) => counts.set(argument, (counts.get(argument) ?? 0) + 1))
    );
    for (const { result, given } of ofGroup) {
      own.set(result, given.filter((argument) => counts.get(argument)! < group.length).join(' '));
    }
  }
  return own;
}

/** Arguments are texts; a number is taken as it is written, anything else is none. */
function argumentsOf(result: Result): string[] {
  return (result.server_args ?? []).flatMap((one) =>
    typeof one === 'string' || typeof one === 'number' ? [String(one)] : []
  );
}
