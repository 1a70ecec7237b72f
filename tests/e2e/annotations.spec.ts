import { expect, test } from '@grafana/plugin-e2e';

test('runs can be annotations', async ({ annotationEditPage, readProvisionedDataSource, page }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await annotationEditPage.datasource.set(datasource.name);
  await expect(page.getByLabel('Branch')).toBeVisible();
  await annotationEditPage.runQuery({ waitForResponsePredicateCallback: /query/ });
  await expect(annotationEditPage).toHaveAlert('success');
});
