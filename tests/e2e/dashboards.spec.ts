import { expect, test } from '@grafana/plugin-e2e';

test('the trends show a panel a metric', async ({ gotoDashboardPage, page }) => {
  await gotoDashboardPage({ uid: 'sglang-nightly-trends' });
  await expect(page.getByText('Output throughput', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Latency', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('An unexpected error happened')).toHaveCount(0);
});

for (const [uid, text] of [
  ['overview', 'The fleet, night by night'],
  ['models', 'Output throughput (tokens/s)'],
  ['compare', 'Biggest movers'],
  ['regressions', 'Incidents'],
  ['diffusion', 'End-to-end time'],
  ['multinode', 'Throughput per GPU against interactivity'],
] as const) {
  test(`the dashboard ${uid} shows its panels`, async ({ gotoDashboardPage, page }) => {
    await gotoDashboardPage({ uid: `sglang-nightly-${uid}` });
    await expect(page.getByText(text, { exact: true }).first()).toBeVisible();
    await expect(page.getByText('An unexpected error happened')).toHaveCount(0);
  });
}

test('a click on an incident leads to the trends of its series', async ({ gotoDashboardPage, page }) => {
  await gotoDashboardPage({ uid: 'sglang-nightly-overview' });
  await page.getByRole('link', { name: /^(Overall|Output) throughput of DeepSeek-V3.2 on 8-gpu-h200: -\d/ }).click();
  await expect(page).toHaveURL(/sglang-nightly-trends.*var-model=deepseek-ai(%2F|\/)DeepSeek-V3\.2&var-gpu=8-gpu-h200/);
  await expect(page.getByRole('button', { name: /8-gpu-h200|TP8/ }).first()).toBeVisible();
  await expect(page.getByText('No data')).toHaveCount(0);
});
