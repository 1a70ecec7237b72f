import { expect, test } from '@grafana/plugin-e2e';

import { choose } from './choose';

test('a new query shows a trend', async ({ panelEditPage, readProvisionedDataSource }) => {
  const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
  await panelEditPage.datasource.set(datasource.name);
  const row = panelEditPage.getQueryEditorRow('A');
  await expect(row.getByLabel('Show', { exact: true })).toHaveValue('Trend');
  await expect(row.getByText('Output throughput')).toBeVisible();
});

for (const [kind, headings] of [
  ['Runs', ['Date', 'Run', 'Commit', 'Branch']],
  ['Changes', ['State', 'Severity', 'GPU configuration', 'Name']],
] as const) {
  test(`${kind.toLowerCase()} are a table`, async ({ panelEditPage, readProvisionedDataSource }) => {
    const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
    await panelEditPage.datasource.set(datasource.name);
    await panelEditPage.setVisualization('Table');
    await choose(panelEditPage.getQueryEditorRow('A').getByLabel('Show', { exact: true }), kind);
    await expect(panelEditPage.panel.fieldNames).toContainText([...headings]);
  });
}
