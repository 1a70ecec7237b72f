import { expect, test } from '@grafana/plugin-e2e';

// On a dashboard of thirty days: a new one looks back six hours, in which there is seldom a night.
test('runs can be annotations', async ({ gotoAnnotationEditPage, page }) => {
  const annotationEditPage = await gotoAnnotationEditPage({ dashboard: { uid: 'sglang-nightly-overview' }, id: '1' });
  await expect(page.getByLabel('Branch', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Test annotation query' }).click();
  await expect(annotationEditPage).toHaveAlert('success', { hasText: /[1-9]\d* events/ });
});
