import { type Locator } from '@playwright/test';

/** Chooses an option of a combobox as a person at the keyboard does. */
export async function choose(field: Locator, text: string): Promise<void> {
  await field.click();
  await field.pressSequentially(text);
  await field.page().getByRole('option', { name: text }).first().waitFor();
  await field.press('ArrowDown');
  await field.press('Enter');
}
