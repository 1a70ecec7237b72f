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
  ['Changes', ['State', 'What', 'Severity', 'Name']],
] as const) {
  test(`${kind.toLowerCase()} are a table`, async ({ panelEditPage, readProvisionedDataSource }) => {
    const datasource = await readProvisionedDataSource({ fileName: 'sglang-nightly.yaml' });
    await panelEditPage.datasource.set(datasource.name);
    await panelEditPage.setVisualization('Table');
    // A new dashboard looks back six hours, in which there may have been no night, and then there are no columns either.
    await panelEditPage.timeRange.set({ from: 'now-90d', to: 'now' });
    await choose(panelEditPage.getQueryEditorRow('A').getByLabel('Show', { exact: true }), kind);
    await expect(panelEditPage.panel.fieldNames).toContainText([...headings]);
  });
}
