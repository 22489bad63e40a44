import { describe, expect, it } from 'vitest';
import { expectAccessible, picture, useBrowser } from './support';
import { vaultWith } from './vault';

const letters = {
  'Lighthouse.txt': 'The lighthouse keeper wrote about storms and the lantern above the harbour.',
  'Harbour fees.txt': 'Fees of the harbour for one year, payable in advance.',
  'Garden.txt': 'Roses and tulips were planted in the garden.',
};

describe('search', () => {
  useBrowser();

  it('shows the passages that match, and takes what documents hold for text', async () => {
    const { page, ask, ids } = await vaultWith(letters);
    await ask('PATCH', `/api/documents/${ids['Lighthouse.txt']}`, { title: 'Of <b>storms</b>' });
    await page.goto('/search?q=lantern');
    await page.locator('mark', { hasText: 'lantern' }).waitFor();
    expect(await page.locator('[data-entry]').count()).toBe(1);
    await page.getByRole('link', { name: 'Of <b>storms</b>' }).waitFor();
    expect(await page.locator('main b').count()).toBe(0);
    await expectAccessible(page);
  });

  it('says what can be searched for, and finds nothing politely', async () => {
    const { page } = await vaultWith(letters);
    await page.goto('/search');
    await page.getByRole('heading', { name: 'Find anything by what is written in it' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'search-help');
    await page.goto('/search?q=xylophone');
    await page.getByText('Nothing found').first().waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Search tips' }).click();
    await page.getByRole('dialog', { name: 'Search tips' }).waitFor();
    await expectAccessible(page);
  });

  it('follows the typing on its page, without losing the place in the field', async () => {
    const { page } = await vaultWith(letters);
    await page.goto('/search');
    await page.getByRole('heading', { name: 'Find anything by what is written in it' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('Tulips ');
    await page.waitForURL('**/search?q=Tulips');
    await page.getByText('1 document found').waitFor();
    await page.keyboard.type('roses');
    await page.waitForURL('**/search?q=Tulips+roses');
    expect(await page.getByRole('combobox', { name: 'Search documents' }).inputValue()).toBe('Tulips roses');
    await page.goto('/search?q=Lanttern');
    await page.getByText('Showing results for “lantern” instead of “Lanttern”').waitFor();
  });

  it('narrows results by filters that stand in the address', async () => {
    const { page } = await vaultWith(letters);
    await page.goto('/search?q=harbour');
    await page.getByText('2 documents found').waitFor();
    await page.getByRole('button', { name: 'Type', exact: true }).click();
    await page.getByRole('menuitem', { name: /^PDF/ }).click();
    await page.getByText('No document fits these words').waitFor();
    await page.goBack();
    await page.getByText('2 documents found').waitFor();
  });
});
