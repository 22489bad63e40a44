import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, newUser, openWindow, picture, signIn, textFile, useBrowser } from './support';
import { vaultWith, type Vault } from './vault';
import { hasWebdav, useWebdav } from './webdav';

interface Listed {
  items: { id: string; connectionId: string | null }[];
}

const places = (page: Page) => page.getByRole('region', { name: 'Your storage' });
const place = (page: Page, name: string) =>
  places(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name, exact: true }) });
const moves = (page: Page) => page.getByRole('region', { name: 'Moves' });
const dialog = (page: Page) => page.getByRole('dialog');
const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' });

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** Opens the menu and takes its first item, by keyboard alone. */
async function chooseFirst(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).focus();
  await page.keyboard.press('Enter');
  await page.locator('[role=menuitem]:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor({ state: 'detached' });
}

describe('the storage page', () => {
  useBrowser();

  it('shows the server alone at first, and what can be connected', async () => {
    const page = await openWindow();
    await signIn(page, await newUser());
    await page.getByRole('link', { name: 'Storage', exact: true }).click();
    await place(page, 'This server').getByText('Default').waitFor();
    await page.getByRole('heading', { name: 'Connect storage' }).waitFor();
    // Nobody has registered this server with a vendor.
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Google Drive' })
      .getByText('Not set up here')
      .waitFor();
    expect(await page.getByRole('button', { name: /^Google Drive/ }).count()).toBe(0);
    await expectAccessible(page);
    await picture(page, 'storage-first');
  });

  it('says in words how a sign-in at a vendor ended, once', async () => {
    const page = await openWindow();
    await signIn(page, await newUser());
    await page.goto('/storage?problem=denied');
    await page.getByText('you or the other side said no').waitFor();
    await expectAccessible(page);
    expect(new URL(page.url()).search).toBe('');
    await page.reload();
    await place(page, 'This server').waitFor();
    expect(await page.getByText('you or the other side said no').count()).toBe(0);
  });

  describe.skipIf(!hasWebdav)('with storage of one’s own', () => {
    const webdav = useWebdav();

    /** Somebody with a WebDAV connection, on the storage page. */
    async function connected(
      name: string,
      files: Record<string, string> = {},
    ): Promise<Vault & { id: string }> {
      const vault = await vaultWith(files);
      const { id } = await vault.ask<{ id: string }>('POST', '/api/connections', {
        kind: 'webdav',
        name,
        settings: { url: webdav.url, username: webdav.username, folder: name },
        credentials: { password: webdav.password },
      });
      await vault.page.goto('/storage');
      await place(vault.page, name).getByText('Works').waitFor();
      return { ...vault, id };
    }

    const lying = (name: string) => webdav.files().filter((file) => file.startsWith(`${name}/`));

    it('is connected by a form that tries it and says at the field what is wrong', async () => {
      const page = await openWindow();
      await signIn(page, await newUser());
      await page.goto('/storage');
      await page.getByRole('button', { name: /^WebDAV/ }).click();
      await dialog(page).getByRole('button', { name: 'Connect' }).click();
      await dialog(page).getByText('Enter the address.').waitFor();

      await dialog(page).getByLabel('Address').fill(webdav.url);
      await dialog(page).getByLabel('User name').fill(webdav.username);
      const password = dialog(page).getByLabel('Password', { exact: true });
      await password.fill('not the key');
      await dialog(page).getByRole('button', { name: 'Test' }).click();
      await dialog(page).getByText('User name or password is not accepted.').waitFor();
      expect(await password.getAttribute('aria-invalid')).toBe('true');
      await expectAccessible(page);
      await picture(page, 'storage-form-wrong');

      expect(await password.getAttribute('type')).toBe('password');
      await dialog(page).getByRole('button', { name: 'Show password' }).click();
      expect(await password.getAttribute('type')).toBe('text');
      await password.fill(webdav.password);
      await dialog(page).getByRole('button', { name: 'Test' }).click();
      await dialog(page).getByText('It works.').waitFor();
      await dialog(page).getByLabel('Name (optional)').fill('My files');
      await dialog(page).getByRole('button', { name: 'Connect' }).click();
      await place(page, 'My files').getByText('Works').waitFor();
      await place(page, 'My files').getByRole('button', { name: 'Test My files' }).click();
      await page.getByText('My files works.').waitFor();
      await expectAccessible(page);
      await picture(page, 'storage-connected');
    });

    it('takes uploads once it is the default, and gives documents back to the server', async () => {
      const { page, ask } = await connected('Archive');
      await choose(page, 'Archive', 'Put new documents here');
      await place(page, 'Archive').getByText('Default').waitFor();

      await page
        .locator('[data-upload=picker]')
        .setInputFiles(textFile('Lease.txt', 'The lease of the flat.'));
      await tray(page).getByText('in Archive').waitFor({ timeout: 60_000 });
      await expectAccessible(page);
      await picture(page, 'upload-to-storage');
      expect(lying('Archive')).toHaveLength(1);

      await tray(page).getByRole('link', { name: 'Open' }).click();
      await page.getByRole('link', { name: 'Archive', exact: true }).waitFor();
      await page.getByRole('link', { name: 'Documents' }).first().click();
      await page.getByRole('button', { name: 'Storage', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Archive 1' }).click();
      await page.waitForURL(/connection=/);
      await page.getByRole('checkbox', { name: 'Select “Lease”' }).click();
      await page.getByRole('toolbar').getByRole('button', { name: 'Move to other storage' }).click();
      await dialog(page).getByText('This server').click();
      await expectAccessible(page);
      await dialog(page).getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByRole('button', { name: 'Watch' }).click();
      await moves(page).getByText('Moved to this server').waitFor({ timeout: 60_000 });
      await moves(page).getByText('1 of 1 document').waitFor();
      await expectAccessible(page);
      await picture(page, 'storage-moved');
      const { items } = await ask<Listed>('GET', '/api/documents');
      expect(items.map(({ connectionId }) => connectionId)).toEqual([null]);
      await expect.poll(() => lying('Archive'), { timeout: 30_000 }).toEqual([]);
      await moves(page).getByRole('button', { name: 'Dismiss' }).click();
      await page.reload();
      await place(page, 'Archive').waitFor();
      expect(await moves(page).count()).toBe(0);
    });

    it('goes with its documents moved to the server first', async () => {
      const { page, ask, id } = await connected('Attic', { 'Will.txt': 'The last will of my aunt.' });
      const { items } = await ask<Listed>('GET', '/api/documents');
      await ask('POST', `/api/documents/${items[0]?.id}/move`, { to: id });
      await place(page, 'Attic').getByText('1 document').waitFor({ timeout: 60_000 });

      await choose(page, 'Attic', 'Remove');
      await dialog(page).getByText('1 document').waitFor();
      await expectAccessible(page);
      await picture(page, 'storage-remove');
      await dialog(page).getByRole('button', { name: 'Move and remove' }).click();
      // What is behind a dialog can't be seen by roles.
      await dialog(page).waitFor({ state: 'detached' });
      await place(page, 'Attic').waitFor({ state: 'detached', timeout: 60_000 });
      const left = await ask<Listed>('GET', '/api/documents');
      expect(left.items.map(({ connectionId }) => connectionId)).toEqual([null]);
    });

    it('goes and has its documents forgotten, which is asked twice; the files stay', async () => {
      const { page, ask, id } = await connected('Cellar', { 'Recipe.txt': 'A recipe for plum cake.' });
      const { items } = await ask<Listed>('GET', '/api/documents');
      await ask('POST', `/api/documents/${items[0]?.id}/move`, { to: id });
      await place(page, 'Cellar').getByText('1 document').waitFor({ timeout: 60_000 });

      await choose(page, 'Cellar', 'Remove');
      await dialog(page).getByText('Forget them here').click();
      await dialog(page).getByRole('button', { name: 'Continue' }).click();
      await dialog(page).getByText("can't be undone").waitFor();
      await expectAccessible(page);
      await dialog(page).getByRole('button', { name: 'Forget 1 document' }).click();
      // What is behind a dialog can't be seen by roles.
      await dialog(page).waitFor({ state: 'detached' });
      await place(page, 'Cellar').waitFor({ state: 'detached' });
      expect((await ask<Listed>('GET', '/api/documents')).items).toEqual([]);
      expect(lying('Cellar')).toHaveLength(1);
    });

    it('is connected, chosen and renamed by keyboard alone', async () => {
      const page = await openWindow();
      await signIn(page, await newUser());
      await page.goto('/storage');
      await page.getByRole('button', { name: /^WebDAV/ }).focus();
      await page.keyboard.press('Enter');
      await dialog(page).waitFor();
      await dialog(page).getByLabel('Address').focus();
      for (const text of [webdav.url, webdav.username, webdav.password]) {
        await page.keyboard.type(text);
        await page.keyboard.press('Tab');
      }
      // The eye of the password, then the folder, which is where Enter sends the form.
      await page.keyboard.press('Tab');
      await page.keyboard.type('Keyboard');
      await page.keyboard.press('Enter');
      await place(page, 'WebDAV').getByText('Works').waitFor();
      expect(await dialog(page).count()).toBe(0);

      await chooseFirst(page, 'WebDAV');
      await place(page, 'WebDAV').getByText('Default').waitFor();
      await chooseFirst(page, 'WebDAV');
      await dialog(page).getByLabel('Name').waitFor();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('Keys');
      await page.keyboard.press('Enter');
      await place(page, 'Keys').waitFor();
    });

    it('fits a phone of 360 px', async () => {
      const name = 'A name for a storage that is far too long for the width of a phone';
      const { page } = await connected(name);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await choose(page, name, 'Change access');
      await expectAccessible(page);
      await picture(page, 'phone-storage-form');
    });
  });
});
