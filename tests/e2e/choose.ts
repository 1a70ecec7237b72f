import { expect, type Locator } from '@playwright/test';

/** Chooses an option of a combobox: types its name, waits until the list is filtered, takes the first. */
export async function choose(field: Locator, text: string): Promise<void> {
  await field.click();
  await field.pressSequentially(text);
  const first = field.page().getByRole('option').first();
  await expect(first).toContainText(text);
  await first.click();
}
