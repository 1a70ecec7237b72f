import { type Result } from '../validate/validate';
import { groupLabels } from './servingRows';

/**
 * Returns, for each result, the server arguments that set it apart from the others of the same GPU configuration,
 * model and variant in the same night; '' for the one that has none of its own, and for all that stand alone.
 * See docs/decisions/0003-server-arguments.md.
 */
export function distinguishArguments(results: readonly Result[]): ReadonlyMap<Result, string> {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = JSON.stringify(groupLabels(result));
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const own = new Map<Result, string>();
  for (const group of groups.values()) {
    const shared = argumentsOf(group[0]!).filter((argument) =>
      group.every((one) => argumentsOf(one).includes(argument))
    );
    for (const result of group) {
      own.set(
        result,
        argumentsOf(result)
          .filter((argument) => !shared.includes(argument))
          .join(' ')
      );
    }
  }
  return own;
}

function argumentsOf(result: Result): string[] {
  return (result.server_args ?? []).map(String);
}
