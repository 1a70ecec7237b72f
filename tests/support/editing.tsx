import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

/** Renders an editor with a state of its own, as Grafana does, and returns what it has become. */
export function edit<T>(initial: T, draw: (value: T, set: (value: T) => void) => React.ReactElement): { current: T } {
  const latest = { current: initial };
  function Page() {
    const [value, setValue] = useState(initial);
    latest.current = value;
    return draw(value, setValue);
  }
  render(<Page />);
  return latest;
}

/** By keyboard: jsdom lays nothing out, so the virtual list of a combobox shows no rows to click. */
export async function choose(label: string | RegExp, text: string) {
  await userEvent.click(screen.getByLabelText(label));
  await userEvent.keyboard(text);
  await userEvent.keyboard('{ArrowDown}{Enter}');
}
