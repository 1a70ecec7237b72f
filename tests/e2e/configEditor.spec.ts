import { expect, test } from '@grafana/plugin-e2e';

import { choose } from './choose';
import { type NightlyOptions, type NightlySecrets } from '../../src/hosts/grafana/types';

test('a demo source is saved and tested', async ({ createDataSourceConfigPage, page }) => {
  const configPage = await createDataSourceConfigPage({ type: 'sglang-nightly-datasource' });
  await choose(page.getByLabel('Source', { exact: true }), 'Demo');
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(configPage).toHaveAlert('success', { hasText: 'nights with results' });
});

test('a collector without an address says which setting is missing', async ({ createDataSourceConfigPage, page }) => {
  const configPage = await createDataSourceConfigPage({ type: 'sglang-nightly-datasource' });
  await choose(page.getByLabel('Source', { exact: true }), 'Collector');
  await expect(page.getByLabel('Collector URL')).toBeVisible();
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(configPage).toHaveAlert('error', { hasText: 'collectorUrl' });
});

test('the provisioned source answers', async ({ readProvisionedDataSource, gotoDataSourceConfigPage, page }) => {
  const datasource = await readProvisionedDataSource<NightlyOptions, NightlySecrets>({
    fileName: 'sglang-nightly.yaml',
  });
  const configPage = await gotoDataSourceConfigPage(datasource.uid);
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(configPage).toHaveAlert('success', { hasText: 'nights with results' });
});
