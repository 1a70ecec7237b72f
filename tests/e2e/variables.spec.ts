import { expect, test } from '@grafana/plugin-e2e';

test('a variable lists the models', async ({ variableEditPage, readProvisionedDataSource, page }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(datasource.name);
  await page.getByLabel('Values of').click();
  await page.getByRole('option', { name: /^Model/ }).click();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews([/DeepSeek/]);
});
