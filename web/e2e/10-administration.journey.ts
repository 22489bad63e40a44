import { describe, expect, it } from 'vitest';
import { mailed, serverLog } from './mailbox';
import { enterPassword, newUserWithApp, signedIn, signInAnd } from './people';
import { administrator, expectAccessible, newUser, openWindow, picture, signIn, useBrowser } from './support';

describe('administration of users', () => {
  useBrowser();

  it('is not there for anybody else', async () => {
    const page = await openWindow();
    await signIn(page, await newUser());
    const navigation = page.getByRole('navigation', { name: 'Main navigation' });
    await navigation.getByRole('link', { name: 'Settings' }).waitFor();
    expect(await navigation.getByRole('link', { name: 'Administration' }).count()).toBe(0);
    await page.goto('/admin/users');
    await page.getByText('There is nothing here').waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/users');
    await expectAccessible(page);
  });

  it('resets the second factor of somebody who has lost it', async () => {
    const user = await newUserWithApp();
    const theirs = await openWindow();
    await enterPassword(theirs, user);
    await theirs.getByLabel('Code', { exact: true }).fill(await user.app.code());
    await signedIn(theirs);

    const page = await openWindow();
    await signIn(page, await administrator());
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('heading', { name: 'Users' }).waitFor();
    const rows = page.getByRole('list', { name: 'Users' }).getByRole('listitem');
    await rows.first().waitFor();
    await expectAccessible(page);
    await picture(page, 'users');
    await page.getByRole('searchbox', { name: 'Search by name or address' }).fill(user.email);
    await page.waitForURL(/users\?q=/);
    await expect.poll(() => rows.count()).toBe(1);
    const badge = rows.getByText('Two-step', { exact: true });
    await badge.waitFor();
    await rows.getByRole('button', { name: 'Actions for' }).click();
    await expectAccessible(page);
    await page.getByRole('menuitem', { name: 'Reset two-step sign-in' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reset two-step sign-in?' });
    await dialog.getByText('is told by mail').waitFor();
    await expectAccessible(page);
    await picture(page, 'users-reset');
    await dialog.getByRole('button', { name: 'Reset' }).click();
    await badge.waitFor({ state: 'hidden' });

    await theirs.waitForURL('**/sign-in**');
    if (serverLog) await mailed(user.email, /two-step sign-in|second factor/i);
    await enterPassword(theirs, user);
    await signedIn(theirs);
  });

  it('locks somebody out and takes it back', async () => {
    const user = await newUser();
    const theirs = await openWindow();
    await signIn(theirs, user);
    const page = await openWindow();
    await signInAnd(page, await administrator(), `/admin/users?q=${encodeURIComponent(user.email)}`);
    const row = page.getByRole('list', { name: 'Users' }).getByRole('listitem');
    await row.getByRole('button', { name: 'Actions for' }).click();
    await page.getByRole('menuitem', { name: 'Disable account' }).click();
    await row.getByText('Disabled', { exact: true }).waitFor();
    await expectAccessible(page);
    await theirs.waitForURL('**/sign-in**');
    await enterPassword(theirs, user);
    await theirs.getByText('E-mail address or password is wrong.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('Disabled', { exact: true }).waitFor({ state: 'hidden' });
    await enterPassword(theirs, user);
    await signedIn(theirs);
  });

  it('makes another administrator, who sees the users at once', async () => {
    const user = await newUser();
    const page = await openWindow();
    await signInAnd(page, await administrator(), `/admin/users?q=${encodeURIComponent(user.email)}`);
    const row = page.getByRole('list', { name: 'Users' }).getByRole('listitem');
    await row.getByRole('button', { name: 'Actions for' }).click();
    await page.getByRole('menuitem', { name: 'Make administrator' }).click();
    await row.getByText('Administrator', { exact: true }).waitFor();

    const theirs = await openWindow();
    await signInAnd(theirs, user, `/admin/users?q=${encodeURIComponent(user.email)}`);
    const own = theirs.getByRole('list', { name: 'Users' }).getByRole('listitem');
    await own.getByRole('button', { name: 'Actions for' }).click();
    await theirs.getByRole('menuitem', { name: 'Remove as administrator' }).click();
    await theirs.getByRole('dialog').getByRole('button', { name: 'Give up' }).click();
    await expect
      .poll(async () => await theirs.getByText(/There is nothing here|Welcome back/).count(), {
        timeout: 15_000,
      })
      .toBe(1);
  });
});
