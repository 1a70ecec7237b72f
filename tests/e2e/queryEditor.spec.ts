import { expect, test } from '@grafana/plugin-e2e';

test('a new query shows a trend', async ({ panelEditPage, readProvisionedDataSource }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await panelEditPage.datasource.set(datasource.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await expect(row.getByLabel('Show')).toHaveValue('Trend');
  await expect(row.getByText('Output throughput')).toBeVisible();
});

test('runs are a table with their links', async ({ panelEditPage, readProvisionedDataSource, page }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await panelEditPage.datasource.set(datasource.name);
  await panelEditPage.setVisualization('Table');
  await panelEditPage.getQueryEditorRow('A').getByLabel('Show').click();
  await page.getByRole('option', { name: /^Runs/ }).click();
  await expect(panelEditPage.panel.fieldNames).toContainText(['Date', 'Run', 'Commit', 'Branch']);
});
