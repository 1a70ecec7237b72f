import { expect, test } from '@grafana/plugin-e2e';

import { choose } from './choose';

test('a variable lists the models', async ({ variableEditPage, readProvisionedDataSource, page }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(datasource.name);
  await choose(page.getByLabel('Values of', { exact: true }), 'Model');
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews([/DeepSeek/]);
});
