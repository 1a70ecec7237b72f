import { expect, test } from '@grafana/plugin-e2e';

test('the trends show a panel a batch size', async ({ gotoDashboardPage, page }) => {
  await gotoDashboardPage({ uid: 'sglang-nightly-trends' });
  await expect(page.getByText('Batch size 1', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Batch size 64', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('An unexpected error happened')).toHaveCount(0);
});

for (const [uid, text] of [
  ['overview', 'Fleet'],
  ['models', 'Output throughput against latency'],
  ['compare', 'Biggest movers'],
  ['regressions', 'Incidents'],
  ['diffusion', 'End-to-end time'],
] as const) {
  test(`the dashboard ${uid} shows its panels`, async ({ gotoDashboardPage, page }) => {
    await gotoDashboardPage({ uid: `sglang-nightly-${uid}` });
    await expect(page.getByText(text, { exact: true }).first()).toBeVisible();
    await expect(page.getByText('An unexpected error happened')).toHaveCount(0);
  });
}
