import { expect, test } from '@grafana/plugin-e2e';

test('the trends show a panel a batch size', async ({ gotoDashboardPage, page }) => {
  await gotoDashboardPage({ uid: 'sglang-nightly-trends' });
  await expect(page.getByText('Batch size 1', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Batch size 64', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('An unexpected error happened')).toHaveCount(0);
});
