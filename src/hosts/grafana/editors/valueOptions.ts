import { type ComboboxOption } from '@grafana/ui';

import { type Choice } from '../../../core';

const NOT_OFFERED = 'not in the data under the other filters';

/**
 * Returns the options of a filter: template variables first, then the values offered.
 * A variable is always on offer; so is a chosen value, marked where the data does not have it.
 */
export function valueOptions(
  variables: readonly string[],
  offered: readonly string[],
  chosen: readonly string[]
): Array<ComboboxOption<string>> {
  const missing = notOffered(variables, offered, chosen).map((value) => ({
    value,
    label: value,
    description: NOT_OFFERED,
  }));
  return [
    ...variables.map((value) => ({ value, label: value, description: 'template variable' })),
    ...offered.map((value) => ({ value, label: value })),
    ...missing,
  ];
}

/** Returns the chosen values that are neither variables nor offered. */
export function notOffered(
  variables: readonly string[],
  offered: readonly string[],
  chosen: readonly string[]
): string[] {
  return chosen.filter((value) => !variables.includes(value) && !offered.includes(value) && !value.startsWith('$'));
}

/** Returns choices as a combobox offers them. */
export function comboboxOptions<Value extends string>(
  choices: ReadonlyArray<Choice<Value>>
): Array<ComboboxOption<Value>> {
  return choices.map(({ value, label, help }) => ({ value, label, ...(help && { description: help }) }));
}
