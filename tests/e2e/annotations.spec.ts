import { expect, test } from '@grafana/plugin-e2e';

test('runs can be annotations', async ({ annotationEditPage, readProvisionedDataSource, page }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await annotationEditPage.datasource.set(datasource.name);
  await expect(page.getByLabel('Branch', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Test annotation query' }).click();
  await expect(annotationEditPage).toHaveAlert('success', { hasText: /[1-9]\d* events/ });
});
