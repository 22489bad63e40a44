import { describe, expect, it } from 'vitest';
import { expectAccessible, picture, useBrowser } from './support';
import { vaultWith } from './vault';

describe('the activity', () => {
  useBrowser();

  it('tells what is done for each document, and what waits or has failed', async () => {
    const { page, ask } = await vaultWith({ 'Lease of the garden.txt': 'The garden is let from May on.' });
    await page.goto('/activity');
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
    const list = page.getByRole('list', { name: 'Activity' });
    const read = list.getByRole('listitem').filter({ hasText: 'Read: Lease of the garden' });
    await read.getByText('done').waitFor();
    await list.getByRole('listitem').filter({ hasText: 'Sort: Lease of the garden' }).first().waitFor();
    await expectAccessible(page);
    await picture(page, 'activity');

    // What comes while one looks stands on top at once.
    const form = new FormData();
    form.append('file', new Blob(['A receipt for seeds.'], { type: 'text/plain' }), 'Seeds.txt');
    await ask('POST', '/api/documents', form);
    await list.getByRole('listitem').filter({ hasText: 'Read: Seeds' }).getByText('done').waitFor();

    await page.getByRole('link', { name: 'Failed' }).click();
    await page.getByText('Nothing has failed').waitFor();
    await page.getByRole('link', { name: 'All' }).click();
    await read.getByRole('link', { name: 'Lease of the garden' }).click();
    await page.getByRole('heading', { name: 'Lease of the garden' }).first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/documents\//);
  });

  it('fits a phone of 360 px', async () => {
    const { page } = await vaultWith({ 'A name that is rather long for a narrow phone, and goes on.txt': 'Text.' });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto('/activity');
    await page.getByRole('listitem').filter({ hasText: 'Read: A name' }).waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider, 'wider than the window').toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await picture(page, 'activity-phone');
  });
});
