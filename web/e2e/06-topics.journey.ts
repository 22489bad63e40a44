import { describe, expect, it } from 'vitest';
import { expectAccessible, picture, useBrowser } from './support';
import { vaultWith } from './vault';

describe('topics', () => {
  useBrowser();

  it('start from a set, or from nothing', async () => {
    const { page } = await vaultWith({});
    await page.goto('/topics');
    await page.getByText('No topics yet').first().waitFor();
    await page.getByRole('heading', { name: 'Start with these' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'topics-empty');
    await page.getByRole('button', { name: /^Add \d+ topics$/ }).click();
    await page
      .getByRole('button', { name: /^Edit “/ })
      .first()
      .waitFor();
    await expectAccessible(page);
    await picture(page, 'topics');
  });

  it('are made, described, moved under another, and deleted with a way back', async () => {
    const { page, ask } = await vaultWith({});
    await ask('POST', '/api/topics', { name: 'Money' });
    await page.goto('/topics');
    await page.getByRole('link', { name: 'Money' }).last().waitFor();

    await page.keyboard.press('n');
    const editor = page.getByRole('dialog', { name: 'New topic' });
    await editor.getByLabel('Name', { exact: true }).fill('Taxes');
    await editor.getByLabel('Description').fill('Assessments and receipts for the tax return.');
    await editor.getByLabel('Belongs under').selectOption({ label: 'Money' });
    await editor.getByLabel('Colour 5').check({ force: true });
    await expectAccessible(page);
    await picture(page, 'topic-editor');
    await page.keyboard.press('Enter');
    await editor.waitFor({ state: 'hidden' });
    await page.getByText('Assessments and receipts').waitFor();

    await page.keyboard.press('n');
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('taxes');
    await page.keyboard.press('Enter');
    await page.getByText('There is already a topic of this name.').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'More actions for “Taxes”' }).click();
    await page.getByRole('menuitem', { name: 'Delete topic' }).click();
    await page.getByText('“Taxes” deleted').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Assessments and receipts').waitFor();
    const { items } = await ask<{ items: { id: string; name: string; parentId: string | null }[] }>(
      'GET',
      '/api/topics',
    );
    const money = items.find(({ name }) => name === 'Money');
    expect(items.find(({ name }) => name === 'Taxes')?.parentId).toBe(money?.id);
  });

  it('ask before documents lose them', async () => {
    const { page, ask, ids } = await vaultWith({ 'Tap.txt': 'The tap in the kitchen drips.' });
    const topic = await ask<{ id: string }>('POST', '/api/topics', { name: 'Repairs' });
    await ask('PATCH', `/api/documents/${ids['Tap.txt']}`, { topics: [topic.id] });
    await page.goto('/topics');
    await page.getByRole('button', { name: 'More actions for “Repairs”' }).click();
    await page.getByRole('menuitem', { name: 'Delete topic' }).click();
    const question = page.getByRole('dialog', { name: 'Delete “Repairs”?' });
    await question.getByText('1 document loses this topic').waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Delete topic' }).click();
    await page.getByText('No topics yet').first().waitFor();
    const tap = await ask<{ topics: unknown[] }>('GET', `/api/documents/${ids['Tap.txt']}`);
    expect(tap.topics).toEqual([]);
  });
});
