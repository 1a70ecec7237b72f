import { type ComboboxOption } from '@grafana/ui';

import { type Choice } from '../core';

/** Returns choices as a combobox offers them. */
export function comboboxOptions<Value extends string>(
  choices: ReadonlyArray<Choice<Value>>
): Array<ComboboxOption<Value>> {
  return choices.map(({ value, label, help }) => ({ value, label, ...(help && { description: help }) }));
}
