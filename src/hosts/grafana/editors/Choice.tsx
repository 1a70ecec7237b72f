import { Combobox, type ComboboxOption } from '@grafana/ui';
import React, { useEffect, useRef } from 'react';

interface Props<Value extends string> {
  readonly id: string;
  readonly options: Array<ComboboxOption<Value>>;
  readonly value: Value | undefined;
  readonly width?: number;
  readonly placeholder?: string;
  readonly createCustomValue?: boolean;
  readonly onChange: (chosen: ComboboxOption<Value>) => void;
}

/**
 * One of several values. Grafana's field may tell the same choice again and again: where the page is busy, React replays what
 * lies behind a click, and each telling that changes something is one more. So a choice is handed on once.
 */
export function Choice<Value extends string>({ value, onChange, width, ...props }: Props<Value>) {
  const chosen = useRef(value);
  useEffect(() => {
    chosen.current = value;
  }, [value]);
  const change = (next: ComboboxOption<Value>) => {
    if (next.value !== chosen.current) {
      chosen.current = next.value;
      onChange(next);
    }
  };
  return <Combobox {...props} {...(width !== undefined && { width })} value={value ?? null} onChange={change} />;
}
