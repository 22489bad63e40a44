import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answerWith, changeSystemAi, useModel } from './model';
import { expectAccessible, picture, useBrowser } from './support';
import { vaultWith, type Vault } from './vault';

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const garden = {
  'Seeds.txt': 'The seeds for the vegetable garden have been sent to you by parcel.',
  'Compost.txt': 'The compost for the vegetable garden will be delivered on Monday.',
  'Rowing.txt': 'The rowing boats of the club are brought into the water in April.',
};

interface Named {
  items: { id: string; name: string; aliases: string[] }[];
}

async function topicNamed({ ask }: Vault, name: string): Promise<Named['items'][number] | undefined> {
  return (await ask<Named>('GET', '/api/topics')).items.find((topic) => topic.name === name);
}

async function labels({ ask, ids }: Vault, file: string): Promise<[string, string][]> {
  interface Labelled {
    topics: { topicId: string; state: string }[];
  }
  const { topics } = await ask<Labelled>('GET', `/api/documents/${ids[file]}`);
  return topics.map(({ topicId, state }) => [topicId, state]);
}

function card(page: Page, name: string) {
  return page.getByRole('article', { name, exact: true });
}

describe('models', () => {
  useBrowser();
  const model = useModel();

  /** Somebody whose documents made the model propose two topics. */
  async function vaultWithProposals(options = {}): Promise<Vault> {
    await changeSystemAi({ provider: 'ollama', policy: 'any', account: 'ollama', baseUrl: model.url });
    model.says = (question) =>
      question.includes('vegetable garden')
        ? answerWith([], {}, [{ name: 'Gardening', evidence: 'the vegetable garden' }])
        : answerWith([], {}, [{ name: 'Rowing club', evidence: 'rowing boats of the club' }]);
    const vault = await vaultWith(garden, options, { Hobbies: 'What is done for fun' });
    await expect
      .poll(async () => (await vault.ask<{ items: unknown[] }>('GET', '/api/proposals')).items.length, {
        timeout: 60_000,
      })
      .toBe(2);
    return vault;
  }

  it('propose a topic, which is made under another name for some of its documents, by keyboard', async () => {
    const vault = await vaultWithProposals();
    const { page } = vault;
    await page.goto('/review/new-topics');
    await card(page, 'Gardening').getByText('Would hold 2 documents').waitFor();
    await card(page, 'Gardening').getByText('the vegetable garden').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'proposals');

    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Gardening');
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Create a topic under another name' });
    await dialog.getByText('2 of 2 documents are filed there').waitFor();
    await dialog.getByLabel('Name', { exact: true }).fill('Garden');
    await dialog.getByRole('checkbox', { name: 'File “Compost” there' }).press(' ');
    await dialog.getByText('1 of 2 documents is filed there').waitFor();
    await expectAccessible(page);
    await picture(page, 'proposal-accept');
    await dialog.getByLabel('Name', { exact: true }).press('Enter');
    await page.getByText('“Garden” created.').waitFor();
    await card(page, 'Gardening').waitFor({ state: 'hidden' });
    const topic = await topicNamed(vault, 'Garden');
    expect(await labels(vault, 'Seeds.txt')).toContainEqual([topic?.id, 'confirmed']);
    expect(await labels(vault, 'Compost.txt')).toContainEqual([topic?.id, 'suggested']);

    // One way back for all of it.
    await page.getByRole('button', { name: 'Undo' }).click();
    await card(page, 'Gardening').waitFor();
    expect(await topicNamed(vault, 'Garden')).toBeUndefined();
    expect((await labels(vault, 'Seeds.txt')).map(([id]) => id)).not.toContain(topic?.id);
  });

  it('propose what is another name of a topic that there is, or what is never to be proposed again', async () => {
    const vault = await vaultWithProposals();
    const { page } = vault;
    await page.goto('/review/new-topics');
    await card(page, 'Rowing club')
      .getByRole('button', { name: 'Use existing topic: “Rowing club”' })
      .click();
    await page.getByRole('combobox', { name: 'Find a topic' }).fill('Hobb');
    await page.keyboard.press('Enter');
    await page.getByText('“Rowing club” is now another name of “Hobbies”.').waitFor();
    await card(page, 'Rowing club').waitFor({ state: 'hidden' });
    expect((await topicNamed(vault, 'Hobbies'))?.aliases).toEqual(['Rowing club']);
    expect(await labels(vault, 'Rowing.txt')).toContainEqual([vault.topics.Hobbies, 'confirmed']);

    await card(page, 'Gardening').getByRole('button', { name: 'Reject for good: “Gardening”' }).click();
    await page.getByText('No new topics').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Rejected names' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rejected names' });
    await dialog.getByText('Gardening').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Allow again: “Gardening”' }).click();
    await dialog.getByText('None so far.').waitFor();
    await page.keyboard.press('Escape');
    await card(page, 'Gardening').waitFor();
  });

  it('propose topics on a narrow phone too', async () => {
    const { page } = await vaultWithProposals(phone);
    await page.goto('/review/new-topics');
    await card(page, 'Gardening').waitFor();
    await expectAccessible(page);
    await picture(page, 'phone-proposals');
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider, 'sideways scrolling').toBe(0);
    await card(page, 'Gardening').getByRole('button', { name: 'Create topic: “Gardening”' }).tap();
    await page.getByText('“Gardening” created. 2 documents filed.').waitFor();
  });

  it('sort documents again: first what it takes, then the differences, some of them applied and taken back', async () => {
    await changeSystemAi({ provider: 'builtin', policy: 'any', account: 'ollama', baseUrl: model.url });
    const vault = await vaultWith(
      {
        'Plumber.txt':
          'Invoice of the plumber for the kitchen tap. Invoice number 4711. Please pay the amount.',
        'Dentist.txt': 'Invoice of the dentist for the treatment. Invoice number 88. Please pay the amount.',
        'Concert.txt': 'The choir sings its concert on Sunday. Rehearsal of the choir on Thursday.',
      },
      {},
      { Invoices: 'Invoices and bills that have to be paid', Choir: 'Rehearsals and concerts of the choir' },
    );
    const { page, topics } = vault;
    await expect
      .poll(async () => (await vault.ask<{ documents: number }>('GET', '/api/review/counts')).documents, {
        timeout: 60_000,
      })
      .toBe(3);
    const before = await labels(vault, 'Dentist.txt');
    model.says = (question) =>
      question.includes('sings its concert')
        ? answerWith([])
        : answerWith([{ id: topics.Choir ?? '', confidence: 0.93, evidence: 'Please pay the amount' }]);

    await page.goto('/documents');
    await page.getByRole('checkbox', { name: 'Select all' }).click();
    await page.getByRole('button', { name: 'Sort into topics again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sort into topics again' });
    await dialog.getByLabel('Sorted by').selectOption({ label: 'Ollama' });
    await dialog.getByText('Questions to a model').waitFor();
    await expect
      .poll(async () => await dialog.locator('dl').textContent())
      .toMatch(/Questions to a model\s*3/);
    await expectAccessible(page);
    await picture(page, 'sort-again');
    await dialog.getByRole('button', { name: 'Start' }).click();

    await page.waitForURL('**/review/sorted-again/*');
    await page.getByRole('heading', { name: 'Ready to look at' }).waitFor({ timeout: 60_000 });
    const list = page.getByRole('list', { name: 'What would be different' });
    await list.getByRole('link', { name: 'Plumber' }).waitFor();
    // Nothing has been touched yet.
    expect(await labels(vault, 'Dentist.txt')).toEqual(before);
    await expectAccessible(page);
    await picture(page, 'sorted-again');

    await list.getByRole('checkbox', { name: 'Change “Plumber”' }).click();
    await page.getByText('2 of 3 chosen').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('2 documents changed').waitFor();
    await page.getByRole('heading', { name: 'Applied' }).first().waitFor();
    await expectAccessible(page);
    expect(await labels(vault, 'Dentist.txt')).toEqual([[topics.Choir, 'suggested']]);
    expect(await labels(vault, 'Concert.txt')).toEqual([]);
    expect(await labels(vault, 'Plumber.txt')).toEqual([[topics.Invoices, 'suggested']]);

    await page.goto('/review/changes');
    const batch = page.getByRole('listitem').filter({ hasText: 'Sorted again' });
    await batch.getByRole('button', { name: 'Undo' }).click();
    await batch.getByText('Undone').waitFor();
    expect(await labels(vault, 'Dentist.txt')).toEqual(before);
  });
});
