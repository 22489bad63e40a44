import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, newUser, openWindow, picture, signIn, useBrowser } from './support';
import { pdfWith, vaultWith } from './vault';

const letters = {
  'Plumber.txt': 'Invoice of the plumber for mending the kitchen tap and the boiler in March.',
  'Lease.txt': 'Lease agreement between landlord and tenant about the flat in the old town.',
  'Choir.txt': 'The choir meets on Thursdays; please bring the new scores of the cantata.',
};

function row(page: Page, title: string) {
  return page.getByRole('listitem').filter({ hasText: title });
}

async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
}

describe('documents', () => {
  useBrowser();

  it('invite to the first upload where there are none', async () => {
    const page = await openWindow();
    await signIn(page, await newUser());
    await page.goto('/documents');
    await page.getByText('Nothing here yet').waitFor();
    await expectAccessible(page);
    const chooser = page.waitForEvent('filechooser');
    await page.locator('main').getByRole('button', { name: 'Choose files' }).click();
    await chooser;
  });

  it('are found by their text, opened, renamed and confirmed into a topic, all by keyboard', async () => {
    const { page } = await vaultWith(letters);
    await page.goto('/documents');
    await row(page, 'Plumber').waitFor();
    await expectAccessible(page);
    await picture(page, 'documents');

    await page.keyboard.press('/');
    await page.keyboard.type('boiler');
    await page.keyboard.press('Enter');
    await page.locator('mark', { hasText: 'boiler' }).first().waitFor();
    await expectAccessible(page);
    await picture(page, 'search');

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Plumber' }).waitFor();
    await page.getByText('mending the kitchen tap').waitFor();
    await expectAccessible(page);

    await page.keyboard.press('e');
    await page.keyboard.type('Kitchen tap, mended');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Kitchen tap, mended' }).waitFor();
    expect(await page.title()).toContain('Kitchen tap, mended');

    await page.keyboard.press('t');
    await page.getByRole('combobox', { name: 'Find a topic' }).fill('Flat and repairs');
    await page.keyboard.press('Enter');
    const topics = page.getByRole('region', { name: 'Topics of this document' });
    await topics.getByRole('link', { name: 'Flat and repairs' }).waitFor();
    // The label shows before the server has answered; while the field is still there, a key is typed into it.
    await page.getByRole('combobox', { name: 'Find a topic' }).waitFor({ state: 'hidden' });
    await picture(page, 'document');

    const download = page.waitForEvent('download');
    await page.keyboard.press('d');
    expect((await download).suggestedFilename()).toBe('Plumber.txt');

    await topics.getByRole('link', { name: 'Flat and repairs' }).click();
    await page.waitForURL('**/documents?topic=*');
    await row(page, 'Kitchen tap, mended').waitFor();
    expect(await page.locator('[data-entry]').count()).toBe(1);
  });

  it('go to the trash and come back, by undo and from the trash', async () => {
    const { page } = await vaultWith(letters);
    await page.goto('/documents?sort=title');
    await row(page, 'Choir').waitFor();

    await page.keyboard.press('j');
    expect(await focused(page)).toBe('Choir');
    await page.keyboard.press('#');
    await row(page, 'Choir').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Lease');
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'Choir').waitFor();

    await page.getByRole('link', { name: 'Choir' }).focus();
    await page.keyboard.press('Delete');
    await row(page, 'Choir').waitFor({ state: 'detached' });
    await page.goto('/trash');
    await row(page, 'Choir').waitFor();
    await expectAccessible(page);
    await picture(page, 'trash');
    await page.getByRole('button', { name: 'Restore “Choir”' }).click();
    await page.getByText('The trash is empty').waitFor();
    await page.goto('/documents');
    await row(page, 'Choir').waitFor();
  });

  it('are deleted for good only after a question', async () => {
    const { page, ask, ids } = await vaultWith(letters);
    await ask('DELETE', `/api/documents/${ids['Lease.txt']}`);
    await ask('DELETE', `/api/documents/${ids['Choir.txt']}`);
    await page.goto('/trash');
    await page.getByRole('button', { name: 'Delete “Lease” for good' }).click();
    const question = page.getByRole('dialog', { name: 'Delete for good?' });
    await question.waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await row(page, 'Lease').waitFor();

    await page.getByRole('button', { name: 'Empty trash' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Empty trash' }).click();
    await page.getByText('The trash is empty').waitFor();
    // The page shows it at once; the server takes its time.
    await expect
      .poll(async () => (await ask<{ items: unknown[] }>('GET', '/api/documents?trashed=true')).items)
      .toEqual([]);
  });

  it('are changed many at once', async () => {
    const { page, ask } = await vaultWith(letters);
    await page.goto('/documents?sort=title');
    await row(page, 'Plumber').waitFor();
    await page.getByRole('checkbox', { name: 'Select “Choir”' }).click();
    await page.getByRole('checkbox', { name: 'Select “Plumber”' }).click({ modifiers: ['Shift'] });
    const bar = page.getByRole('toolbar', { name: 'Selected documents' });
    await bar.getByText('3 selected').waitFor();
    await expectAccessible(page);
    await picture(page, 'documents-selected');

    await bar.getByRole('button', { name: 'Add topic' }).click();
    await page.getByRole('combobox', { name: 'Find a topic' }).fill('Home');
    await page.keyboard.press('Enter');
    await page.getByText('“Home” added to 3 documents').waitFor();
    const { items } = await ask<{ items: { documentCount: number }[] }>('GET', '/api/topics');
    expect(items.map(({ documentCount }) => documentCount)).toEqual([3]);

    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
  });

  it('keep filters, order and view in the address', async () => {
    const { page } = await vaultWith(letters);
    await page.goto('/documents');
    await page.getByRole('button', { name: 'Small cards' }).click();
    await page.getByRole('button', { name: /^Sort/ }).click();
    await page.getByRole('menuitem', { name: 'Title A–Z' }).click();
    await page.getByRole('button', { name: 'Type', exact: true }).click();
    await page.getByRole('menuitem', { name: /^PDF/ }).click();
    await page.getByText('Nothing matches').waitFor();
    await expectAccessible(page);
    await page.reload();
    await page.getByText('Nothing matches').waitFor();
    expect(page.url()).toContain('type=pdf');
    await page.locator('main').getByRole('button', { name: 'Clear filters' }).last().click();
    await row(page, 'Choir').waitFor();
    expect(await page.locator('[data-open]').allInnerTexts()).toEqual(['Choir', 'Lease', 'Plumber']);
    await expectAccessible(page);
    await picture(page, 'documents-cards');
  });

  it('keep what somebody else has changed in the meantime', async () => {
    const { page, ask, ids } = await vaultWith(letters);
    const id = ids['Lease.txt'];
    // This page hears nothing of it, as if the connection were slow.
    await page.route('**/api/events', (route) => route.abort());
    await page.goto(`/documents/${id}`);
    await page.getByRole('heading', { level: 1, name: 'Lease' }).waitFor();
    await ask('PATCH', `/api/documents/${id}`, { title: 'Lease of 2026' });
    await page.keyboard.press('e');
    await page.keyboard.type('My title');
    await page.keyboard.press('Enter');
    await page.getByText('This was changed in the meantime').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Lease of 2026' }).waitFor();
  });

  it('are leafed through in the order of the list they were opened from', async () => {
    const { page } = await vaultWith(letters);
    await page.goto('/documents?sort=title');
    await page.getByRole('link', { name: 'Choir' }).click();
    const heading = page.getByRole('heading', { level: 1 });
    await heading.getByText('Choir').waitFor();
    await page.keyboard.press('j');
    await heading.getByText('Lease').waitFor();
    await page.reload();
    await heading.getByText('Lease').waitFor();
    await page.keyboard.press('j');
    await heading.getByText('Plumber').waitFor();
    await page.keyboard.press('k');
    await heading.getByText('Lease').waitFor();
    await page.getByRole('link', { name: 'Documents' }).last().click();
    await page.waitForURL('**/documents?sort=title');
  });

  it('show a PDF with its text, and never run its scripts', async () => {
    const { page, ids } = await vaultWith({ 'Harbour.pdf': pdfWith('Hello harbour') });
    page.on('dialog', () => expect.unreachable('a script of the document ran'));
    await page.goto(`/documents/${ids['Harbour.pdf']}`);
    await page.locator('.pdf-text').getByText('Hello harbour').waitFor();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByText('125%').waitFor();
    await expectAccessible(page);
    await picture(page, 'document-pdf');
  });

  it('fit on a phone', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const { page } = await vaultWith(letters, phone);
    await page.goto('/documents');
    await row(page, 'Lease').waitFor();
    await expectAccessible(page);
    await picture(page, 'phone-documents');
    await page.getByRole('link', { name: 'Lease' }).tap();
    await page.getByText('between landlord and tenant').waitFor();
    await expectAccessible(page);
    await page.getByRole('tab', { name: 'Details' }).tap();
    await page.getByText('SHA-256').waitFor();
    await expectAccessible(page);
    await picture(page, 'phone-document');
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wider, 'scrolls sideways').toBe(false);
  });
});
