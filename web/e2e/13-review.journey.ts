import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, openWindow, picture, useBrowser } from './support';
import { pdfWith, vaultWith, type Vault } from './vault';

const topics = {
  Invoices: 'Invoices and bills that have to be paid',
  Choir: 'Rehearsals and concerts of the choir',
};
const letters = {
  'Plumber.txt':
    'Invoice of the plumber for mending the kitchen tap. Invoice number 4711. Please pay the amount within a month.',
  'Dentist.txt':
    'Invoice of the dentist for the treatment in March. Invoice number 88. Please pay the amount within a month.',
  'Garage.txt':
    'Invoice of the garage for new brakes. Invoice number 23. Please pay the amount within a month.',
  'Concert.txt':
    'The choir sings its concert on Sunday. Rehearsal on Thursday at seven; please bring the scores.',
};

interface Suggested {
  items: { document: { id: string; title: string }; suggestions: { suggestionId: string }[] }[];
}

/** Somebody with four letters, for each of which a topic is suggested. */
async function vaultToReview(options: BrowserContextOptions = {}): Promise<Vault> {
  const vault = await vaultWith(letters, options, topics);
  await expect
    .poll(async () => (await waiting(vault)).length, { timeout: 60_000 })
    .toBe(Object.keys(letters).length);
  return vault;
}

async function waiting({ ask }: Vault): Promise<string[]> {
  const { items } = await ask<Suggested>('GET', '/api/review?limit=50');
  return items.map(({ document }) => document.title);
}

async function topicsOf({ ask, ids, topics: known }: Vault, name: string): Promise<string[]> {
  interface Labelled {
    topics: { topicId: string; state: string }[];
  }
  const document = await ask<Labelled>('GET', `/api/documents/${ids[name]}`);
  const names = new Map(Object.entries(known).map(([topic, id]) => [id, topic]));
  return document.topics
    .filter(({ state }) => state === 'confirmed')
    .map(({ topicId }) => names.get(topicId) ?? topicId)
    .sort();
}

function title(page: Page) {
  return page.locator('main h2');
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return (element as HTMLInputElement | null)?.labels?.[0]?.textContent?.trim() ?? '';
    });
    if (focused === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No way to ${name} by Tab`);
}

describe('review', () => {
  useBrowser();

  it('goes by keyboard alone from sign-in to an empty inbox, with a way back', async () => {
    const vault = await vaultToReview();
    const page = await openWindow();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').waitFor();
    await tabTo(page, 'E-mail address');
    await page.keyboard.type(vault.user.email);
    await tabTo(page, 'Password');
    await page.keyboard.type(vault.user.password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Account of' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands' }).waitFor();
    await page.keyboard.type('review');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/review');
    const order = await waiting(vault);
    await title(page)
      .getByText(order[0] ?? '')
      .waitFor();
    await page.getByText('1 of 4').waitFor();
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Review, 4 documents' })
      .waitFor();
    // The reason is marked in the document and quoted beside it.
    await page.locator('article mark').first().waitFor();
    await page.getByRole('list', { name: 'Suggested topics' }).locator('q').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'review');

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    for (const key of ['Accept', 'Choose other topics', 'Reject', 'Undo'])
      await help.getByText(key, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });

    // On and back, and what is read out is the document that keys are about.
    await page.keyboard.press('j');
    await title(page)
      .getByText(order[1] ?? '')
      .waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
    await page.keyboard.press('k');
    await title(page)
      .getByText(order[0] ?? '')
      .waitFor();

    // Accepted, taken back, and accepted again.
    await page.keyboard.press('a');
    await title(page)
      .getByText(order[1] ?? '')
      .waitFor();
    await page.getByText(`“${order[0]}” is in`).waitFor();
    await page.keyboard.press('u');
    await title(page)
      .getByText(order[0] ?? '')
      .waitFor();
    await expect.poll(async () => await waiting(vault)).toEqual(order);
    expect(await topicsOf(vault, `${order[0]}.txt`)).toEqual([]);
    await page.keyboard.press('a');
    await title(page)
      .getByText(order[1] ?? '')
      .waitFor();

    // Other topics: what is suggested goes, another comes.
    await page.keyboard.press('1');
    const boxes = page.getByRole('list', { name: 'Suggested topics' }).getByRole('checkbox');
    await expect.poll(async () => await boxes.first().isChecked()).toBe(false);
    const other = (await page.getByRole('list', { name: 'Suggested topics' }).textContent())?.includes(
      'Choir',
    )
      ? 'Invoices'
      : 'Choir';
    await page.keyboard.press('e');
    await page.getByRole('combobox', { name: 'Find a topic' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'review-edit');
    await page.keyboard.type(other);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Find a topic' }).waitFor({ state: 'hidden' });
    await page.getByText('Chosen by you').waitFor();
    await page.keyboard.press('a');
    await title(page)
      .getByText(order[2] ?? '')
      .waitFor();
    await expect.poll(async () => await topicsOf(vault, `${order[1]}.txt`)).toEqual([other]);

    await page.keyboard.press('r');
    await title(page)
      .getByText(order[3] ?? '')
      .waitFor();
    await page.keyboard.press('a');
    await title(page).getByText('All done').waitFor();
    await page.getByText('4 documents reviewed').waitFor();
    await expect.poll(async () => await waiting(vault)).toEqual([]);
    expect(await topicsOf(vault, `${order[2]}.txt`)).toEqual([]);
    await page.getByRole('link', { name: 'Review', exact: true }).first().waitFor();
    await expectAccessible(page);
    await picture(page, 'review-empty');

    // Even the last one can be had back.
    await page.keyboard.press('u');
    await title(page)
      .getByText(order[3] ?? '')
      .waitFor();
    await page.keyboard.press('a');
    await title(page).getByText('All done').waitFor();
    await expect.poll(async () => await waiting(vault)).toEqual([]);
  });

  it('accepts all that is sure enough, and takes back the whole batch', async () => {
    const vault = await vaultToReview();
    const { page } = vault;
    await page.goto('/review');
    await title(page).waitFor();
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Accept all that are sure enough' });
    await dialog.getByText('of 4 suggestions').waitFor();
    await dialog.getByRole('spinbutton').fill('60');
    await dialog.getByRole('spinbutton').press('Tab');
    const accept = dialog.getByRole('button', { name: /^Accept [1-4]$/ });
    await accept.waitFor();
    await expectAccessible(page);
    await picture(page, 'review-above');
    const count = Number((await accept.textContent())?.match(/\d/)?.[0]);
    await accept.click();
    await page.getByText(count === 1 ? '1 suggestion accepted' : `${count} suggestions accepted`).waitFor();
    await expect.poll(async () => (await waiting(vault)).length).toBe(4 - count);

    await page.getByRole('link', { name: 'Changes' }).click();
    const batch = page.getByRole('listitem').filter({ hasText: 'Accepted what was sure enough' });
    await batch.waitFor();
    await expectAccessible(page);
    await picture(page, 'review-changes');
    await batch.getByRole('button', { name: 'Undo' }).click();
    await batch.getByText('Undone').waitFor();
    await expect.poll(async () => (await waiting(vault)).length).toBe(4);
    await expectAccessible(page);
  });

  it('marks the reason on the page of a PDF', async () => {
    const { page, ask } = await vaultWith(
      { 'Bill.pdf': pdfWith('Invoice number 23: please pay the amount') },
      {},
      topics,
    );
    await expect
      .poll(async () => (await ask<Suggested>('GET', '/api/review?limit=5')).items.length, {
        timeout: 60_000,
      })
      .toBe(1);
    await page.goto('/review');
    await page.locator('.pdf-text mark').first().waitFor();
    expect(await page.locator('.pdf-text mark').first().textContent()).toContain('Invoice');
    await expectAccessible(page);
    await picture(page, 'review-pdf');
  });

  it('puts a document back when the server refuses', async () => {
    const vault = await vaultToReview();
    const { page } = vault;
    await page.goto('/review');
    const [first = '', second = ''] = await waiting(vault);
    await title(page).getByText(first).waitFor();
    await page.route('**/api/review/decisions', (route) => route.abort());
    await page.keyboard.press('a');
    await page.getByRole('alert').waitFor();
    await title(page).getByText(first).waitFor();
    await page.unroute('**/api/review/decisions');
    await page.keyboard.press('a');
    await title(page).getByText(second).waitFor();
    await expect.poll(async () => (await waiting(vault)).length).toBe(3);
  });

  it('works under the thumb on a narrow phone', async () => {
    const vault = await vaultToReview({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    const { page } = vault;
    const quick = page.getByRole('navigation', { name: 'Quick navigation' });
    await quick.getByRole('link', { name: 'Review, 4 documents' }).tap();
    const [first = '', second = '', third = ''] = await waiting(vault);
    await title(page).getByText(first).waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, 'sideways scrolling').toBe(0);
    for (const name of ['Accept', 'Change', 'Reject']) {
      const box = await page.getByRole('button', { name, exact: true }).boundingBox();
      expect(box?.height, name).toBeGreaterThanOrEqual(44);
    }
    await expectAccessible(page);
    await picture(page, 'phone-review');
    await page.getByRole('button', { name: 'Accept', exact: true }).tap();
    await title(page).getByText(second).waitFor();
    await page.getByRole('button', { name: 'Undo' }).tap();
    await title(page).getByText(first).waitFor();
    await page.getByRole('button', { name: 'Accept', exact: true }).tap();
    await title(page).getByText(second).waitFor();
    await page.getByRole('button', { name: 'Reject', exact: true }).tap();
    await title(page).getByText(third).waitFor();
    await expect.poll(async () => (await waiting(vault)).length).toBe(2);
  });
});
