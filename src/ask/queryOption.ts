import * as v from 'valibot';

import { type DeepReadonly } from '../lib/types';
import { type Metric, METRICS, type MetricId, metricOf } from '../catalogue/metrics';

/** One of several values to choose from. */
export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
  readonly help: string;
}

/** How an option is edited: editors have a field for each of these, and none for a certain option. */
type OptionField =
  | { readonly as: 'switch' }
  | { readonly as: 'choice'; readonly choices: readonly Choice[] }
  | { readonly as: 'choices'; readonly choices: readonly Choice[]; readonly none: string }
  | { readonly as: 'percent' }
  | { readonly as: 'legend' }
  | { readonly as: 'night' };

/** An option of a query: what it may be, what it is where nothing is said, and what people are told of it. */
export interface QueryOption<Schema extends v.GenericSchema = v.GenericSchema> {
  /** Optional, with the default that stands for what is left out. */
  readonly schema: Schema;
  readonly label: string;
  readonly help: string;
  readonly field: OptionField;
  /** Whether it says what is shown, and not how: editors show it at once. */
  readonly isMain?: boolean;
  /** Whether the option says anything beside the other options; left out: always. */
  readonly applies?: (query: Readonly<Record<string, unknown>>) => boolean;
}

export type QueryOptions = Readonly<Record<string, QueryOption>>;

/** What the options of a query are, once their defaults are filled in. */
export type OptionValues<Options extends QueryOptions> = {
  readonly [Name in keyof Options]: DeepReadonly<v.InferOutput<Options[Name]['schema']>>;
};

/** Returns an option that is one of several values. */
export function choiceOption<const Choices extends readonly Choice[]>(
  text: Pick<QueryOption, 'label' | 'help' | 'isMain' | 'applies'>,
  choices: Choices,
  first: Choices[number]['value']
) {
  const schema = v.optional(v.picklist(valuesOf(choices)), first);
  return { ...text, field: { as: 'choice', choices }, schema } as const;
}

/** Returns an option that is any number of several values; `none` says what it means to choose none. */
export function choicesOption<const Choices extends readonly Choice[]>(
  text: Pick<QueryOption, 'label' | 'help' | 'isMain' | 'applies'>,
  choices: Choices,
  none: string
) {
  const schema = v.optional(v.pipe(v.array(v.picklist(valuesOf(choices))), v.maxLength(choices.length)), []);
  return { ...text, field: { as: 'choices', choices, none }, schema } as const;
}

/** Returns the values of choices, with their types. */
export function valuesOf<const Choices extends readonly Choice[]>(choices: Choices): Array<Choices[number]['value']> {
  return choices.map(({ value }) => value);
}

/** Returns the metrics asked for; none asked means all. */
export function metricsOf(ids: readonly MetricId[]): readonly Metric[] {
  return ids.length > 0 ? ids.map(metricOf) : METRICS;
}
