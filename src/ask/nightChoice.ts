import * as v from 'valibot';

import { type Choice, type QueryOption, valuesOf } from './queryOption';
import { shortText } from './selector';

/** A way to choose a night, and the value that it needs, where it needs one. */
interface NightChoiceInfo extends Choice {
  readonly needs?: { readonly label: string; readonly placeholder: string };
}

/** The ways to choose a night. */
export const NIGHT_CHOICES = [
  { value: 'latest', label: 'Latest', help: 'The newest selected run with results.' },
  { value: 'previous', label: 'Run before', help: 'The run with results before it, on the same branch.' },
  {
    value: 'days',
    label: 'Days earlier',
    help: 'The run on the same branch that is nearest to this number of days earlier.',
    needs: { label: 'Days', placeholder: '7' },
  },
  {
    value: 'run',
    label: 'Run',
    help: 'A run by its number.',
    needs: { label: 'Run number', placeholder: '21338741812 or $run' },
  },
  {
    value: 'branch',
    label: 'Branch',
    help: 'The newest run of a branch.',
    needs: { label: 'Branch name', placeholder: 'release/v0.5.9 or $branch' },
  },
  {
    value: 'commit',
    label: 'Commit',
    help: 'The newest run of a commit, given by at least its first six digits.',
    needs: { label: 'Commit', placeholder: '5cdb391 or $commit' },
  },
  {
    value: 'tag',
    label: 'Tag or release',
    help: 'The newest run of a tag, or of a branch that ends with it, such as release/v0.5.9.',
    needs: { label: 'Tag', placeholder: 'v0.5.9 or $tag' },
  },
  {
    value: 'text',
    label: 'Variable',
    help: 'All in one text, as a variable gives it: latest, previous, days:7, run:ID, branch:NAME, commit:SHA or tag:NAME.',
    needs: { label: 'Night', placeholder: '$night' },
  },
] as const satisfies readonly NightChoiceInfo[];

const schema = v.object({ kind: v.picklist(valuesOf(NIGHT_CHOICES)), value: v.optional(shortText) });

/** Which night is meant. `value` is a run id, a number of days, a branch, a commit, a tag; of `text` all in one. */
export type NightChoice = Readonly<v.InferOutput<typeof schema>>;

/** Returns an option that chooses a night. */
export function nightOption(text: Pick<QueryOption, 'label' | 'help'>, first: NightChoice) {
  return { ...text, isMain: true, field: { as: 'night' }, schema: v.optional(schema, first) } as const;
}
