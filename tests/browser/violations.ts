import { source as axeSource } from 'axe-core';
import { type Page } from 'playwright-core';

/** What axe finds in a part of a page, in short. Its script is put in by the debugger: a page may let none run itself. */
export async function violations(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async (selector) => {
    const { axe } = window as unknown as {
      axe: { run(part: string): Promise<{ violations: Array<{ id: string; nodes: Array<{ html: string }> }> }> };
    };
    return (await axe.run(selector)).violations;
  }, part);
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
