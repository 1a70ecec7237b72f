import { expect, test } from '@grafana/plugin-e2e';

test('a variable lists the models', async ({ variableEditPage, readProvisionedDataSource, page }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(datasource.name);
  await expect(page.getByLabel('Values of', { exact: true })).toHaveValue('Model');
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews([/DeepSeek/]);
});
