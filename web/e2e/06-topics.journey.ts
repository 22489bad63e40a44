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

  it('have rules, which show what they would find while one writes them', async () => {
    const { page, ask } = await vaultWith({
      'Waterworks.txt': 'Bill of the municipal waterworks for March, customer 4711.',
      'Choir.txt': 'The choir meets on Thursdays.',
    });
    const topic = await ask<{ id: string }>('POST', '/api/topics', { name: 'Utilities' });
    await page.goto('/topics');
    await page.getByRole('button', { name: 'More actions for “Utilities”' }).click();
    await page.getByRole('menuitem', { name: 'Rules' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rules of “Utilities”' });
    await dialog.getByText('No rules yet').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Add rule' }).click();
    await dialog.getByLabel('Words').fill('municipal  WATERWORKS');
    await dialog.getByText('It finds 1 of the newest 1,000 documents').waitFor();
    await dialog.getByText('Waterworks', { exact: true }).waitFor();
    await dialog.getByLabel('How').selectOption({ label: 'matches' });
    await dialog.getByLabel('Regular expression').fill('customer (4711');
    await dialog.getByText('This is no regular expression.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Regular expression').fill(String.raw`customer \d{4}`);
    await dialog.getByText('It finds 1 of the newest 1,000 documents').waitFor();
    await dialog.getByLabel('Then').selectOption({ label: 'File it here' });
    await picture(page, 'topic-rule');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('The text matches').waitFor();
    await expectAccessible(page);
    await picture(page, 'topic-rules');
    await dialog.getByRole('button', { name: /^Delete the rule/ }).click();
    await dialog.getByText('No rules yet').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(
        async () => (await ask<{ items: unknown[] }>('GET', `/api/topics/${topic.id}/rules`)).items.length,
      )
      .toBe(1);

    const form = new FormData();
    form.append('file', new Blob(['Reminder for customer 4712.'], { type: 'text/plain' }), 'Reminder.txt');
    const { id } = await ask<{ id: string }>('POST', '/api/documents', form);
    await page.goto(`/documents/${id}`);
    await page.getByText('Filed by a rule').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Keep “Utilities”, as your own choice' }).click();
    await page.getByRole('region', { name: 'Topics of this document' }).getByText('Chosen by you').waitFor();
  });

  it('are merged with a look ahead and a way back', async () => {
    const { page, ask, ids } = await vaultWith({ 'Tap.txt': 'The tap in the kitchen drips.' });
    const home = await ask<{ id: string }>('POST', '/api/topics', { name: 'Home' });
    const house = await ask<{ id: string }>('POST', '/api/topics', { name: 'House', aliases: ['Flat'] });
    await ask('POST', '/api/topics', { name: 'Garden', parentId: house.id });
    await ask('PATCH', `/api/documents/${ids['Tap.txt']}`, { topics: [house.id] });
    await page.goto('/topics');
    await page.getByRole('button', { name: 'More actions for “House”' }).click();
    await page.getByRole('menuitem', { name: 'Merge into another' }).click();
    const dialog = page.getByRole('dialog', { name: 'Merge “House”' });
    expect(await dialog.getByRole('option').allInnerTexts()).toEqual(['Choose a topic', 'Home']);
    await dialog.getByLabel('Into').selectOption({ label: 'Home' });
    await dialog.getByText('1 document comes along.').waitFor();
    await dialog.getByText('1 topic below it moves along.').waitFor();
    await dialog.getByText('It is also found as:').waitFor();
    await expectAccessible(page);
    await picture(page, 'topic-merge');
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await page.getByText('“House” is part of “Home” now').waitFor();
    await page.getByRole('button', { name: 'More actions for “House”' }).waitFor({ state: 'detached' });
    const tap = await ask<{ topics: { topicId: string }[] }>('GET', `/api/documents/${ids['Tap.txt']}`);
    expect(tap.topics.map(({ topicId }) => topicId)).toEqual([home.id]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('“House” is back').waitFor();
    await page.getByRole('button', { name: 'More actions for “House”' }).waitFor();
    const back = await ask<{ topics: { topicId: string }[] }>('GET', `/api/documents/${ids['Tap.txt']}`);
    expect(back.topics.map(({ topicId }) => topicId)).toEqual([house.id]);
  });

  it('say what it takes before they file anything by themselves, and who may see their documents', async () => {
    const { page, ask } = await vaultWith({});
    await ask('POST', '/api/topics', { name: 'Diagnoses', policy: 'never' });
    await page.goto('/topics');
    await page.getByText('No AI at all', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'More actions for “Diagnoses”' }).click();
    await page.getByRole('menuitem', { name: 'Filing by itself' }).click();
    const dialog = page.getByRole('dialog', { name: 'Filing into “Diagnoses” by itself' });
    await dialog.getByText('It has not earned it yet').waitFor();
    await dialog.getByText('At the latest when the next 73 are right.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Let it file by itself' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await picture(page, 'topic-automatic');

    // What it takes 80 decisions to earn is told by the server; here it is as if they had been made.
    await page.route('**/api/topics', async (route) => {
      const answer = await route.fetch();
      const list = (await answer.json()) as { items: object[] };
      const earned = { decided: 80, accepted: 80, precision: 1, threshold: 0.8, allowed: true };
      const items = list.items.map((one) => ({ ...one, earned }));
      await route.fulfill({ response: answer, json: { ...list, items } });
    });
    await page.reload();
    await page.getByRole('button', { name: 'More actions for “Diagnoses”' }).click();
    await page.getByRole('menuitem', { name: 'Filing by itself' }).click();
    await dialog.getByText('Of 80 suggestions that you decided about, 80 were right').waitFor();
    await dialog.getByRole('button', { name: 'Let it file by itself' }).click();
    await page.getByText('Too few suggestions for this topic').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});
