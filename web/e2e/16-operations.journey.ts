import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { mailed, serverLog } from './mailbox';
import { enterPassword, signedIn, signInAnd, tokenOf } from './people';
import {
  administrator,
  call,
  expectAccessible,
  newUser,
  openWindow,
  PASSWORD,
  picture,
  signIn,
  useBrowser,
} from './support';

const PATIENTLY = { timeout: 20_000 };
const PHONE = { viewport: { width: 360, height: 740 } };

async function toAdministration(page: Page, path: string): Promise<void> {
  await signInAnd(page, await administrator(), path);
}

describe("the administrator's area", () => {
  useBrowser();

  it.runIf(serverLog)('invites somebody, who comes by the link of the mail', async () => {
    const email = `invited-${Date.now()}@example.org`;
    const page = await openWindow();
    await toAdministration(page, '/admin/users');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await dialog.getByLabel('E-mail address').fill(email);
    await dialog.getByLabel('Quota in gigabytes').fill('2.5');
    await expectAccessible(page);
    await picture(page, 'admin-invite');
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    const waiting = page.getByRole('region', { name: 'Invited, not here yet' });
    await waiting.getByText(email).waitFor();
    await expectAccessible(page);
    await picture(page, 'admin-users');

    const link = await mailed(email, /https?:\/\/\S+\/invitation#token=(\S+)/);
    const theirs = await openWindow();
    await theirs.goto(`/invitation#token=${link}`);
    await expect.poll(() => theirs.getByLabel('E-mail address').inputValue(), PATIENTLY).toBe(email);
    expect(new URL(theirs.url()).hash).toBe('');
    await expectAccessible(theirs);
    await picture(theirs, 'invitation');
    await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await theirs.getByRole('button', { name: 'Create account' }).click();
    await theirs.waitForURL('**/welcome/**');

    const again = await openWindow();
    await again.goto(`/invitation#token=${link}`);
    await again.getByText('This invitation is not valid any more').waitFor();
    await expectAccessible(again);

    await page.goto(`/admin/users?q=${encodeURIComponent(email)}`);
    const row = page.getByRole('list', { name: 'Users' }).getByRole('listitem');
    await row.getByText('of 2.5 GB').waitFor();
  });

  it('changes a quota, signs somebody out and deletes the account', async () => {
    const user = await newUser();
    const theirs = await openWindow();
    await signIn(theirs, user);
    const page = await openWindow();
    await toAdministration(page, `/admin/users?q=${encodeURIComponent(user.email)}`);
    const row = page.getByRole('list', { name: 'Users' }).getByRole('listitem');
    const choose = async (name: string) => {
      await row.getByRole('button', { name: 'Actions for' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await choose('Change quota');
    const quota = page.getByRole('dialog', { name: 'Change quota' });
    await quota.getByLabel('Quota in gigabytes').fill('many');
    await quota.getByRole('button', { name: 'Change' }).click();
    await quota.getByText('Enter a number of gigabytes').waitFor();
    await quota.getByLabel('Quota in gigabytes').fill('3');
    await expectAccessible(page);
    await quota.getByRole('button', { name: 'Change' }).click();
    await row.getByText('of 3 GB').waitFor();

    await choose('Sign out everywhere');
    await theirs.waitForURL('**/sign-in**');
    await enterPassword(theirs, user);
    await signedIn(theirs);

    await choose('Delete account');
    const dialog = page.getByRole('dialog', { name: /^Delete the account/ });
    await dialog.getByLabel('Your password').fill('not mine');
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await dialog.getByText('This is not your current password').waitFor();
    await expectAccessible(page);
    await picture(page, 'admin-remove');
    await dialog.getByLabel('Your password').fill((await administrator()).password);
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('Nobody found').waitFor();
    await theirs.waitForURL('**/sign-in**');
  });

  it('shows the audit log, filtered by the address of the page, and its chain', async () => {
    const user = await newUser();
    await call('POST', '/api/auth/login', { email: user.email, password: 'not the right one' });
    const page = await openWindow();
    await toAdministration(page, `/admin/users?q=${encodeURIComponent(user.email)}`);
    await page.getByRole('button', { name: 'Actions for' }).click();
    await page.getByRole('menuitem', { name: 'Show in the audit log' }).click();
    await page.waitForURL(/admin\/audit\?actor=/);
    const table = page.getByRole('table', { name: 'Audit log' });
    await table.getByText('Sign-in failed').waitFor();
    await table.getByText('Reason: wrong password').waitFor();
    await page.getByLabel('Outcome').selectOption('failure');
    await page.waitForURL(/outcome=failure/);
    await expect.poll(() => table.getByRole('row').count(), PATIENTLY).toBe(2);
    await page.getByRole('button', { name: 'Remove filter “Failed”' }).click();
    await expect.poll(() => table.getByRole('row').count(), PATIENTLY).toBeGreaterThan(2);
    await expectAccessible(page);

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const file = readFileSync(await (await downloading).path(), 'utf8');
    expect(file).toContain('"login","failure"');
    expect(file).toContain(user.email);

    await page.goto('/admin/audit');
    await page.getByText('Signed exports').click();
    await page.getByRole('button', { name: 'Export now' }).click();
    await page.getByText('The export is made').waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Chain verified').waitFor({ timeout: 60_000 });
    await page.getByText(/Until entry \d/).waitFor();
    await expectAccessible(page);
    await picture(page, 'admin-audit');
  });

  it("shows one's own trail in words", async () => {
    const user = await newUser();
    const page = await openWindow();
    await signInAnd(page, user, '/settings/security');
    const trail = page.getByRole('list', { name: 'Activity in your account' });
    await trail.getByText('Signed in', { exact: true }).first().waitFor();
    await trail.getByText('Account created').waitFor();
    await trail
      .getByText(/ on Linux/)
      .first()
      .waitFor();
    await expectAccessible(page);
    await trail.scrollIntoViewIfNeeded();
    await picture(page, 'own-trail');
  });

  it('says how mail, storage, queues and the rest are', async () => {
    const page = await openWindow();
    await toAdministration(page, '/admin/mail');
    await page.getByText('No mail server is set').waitFor();
    await page.getByRole('button', { name: 'Send a test mail' }).click();
    await page.getByText('There is no mail server. Set SMTP_HOST').waitFor();
    await expectAccessible(page);
    await picture(page, 'admin-mail');

    const sections = page.getByRole('navigation', { name: 'Administration' });
    await sections.getByRole('link', { name: 'Storage' }).click();
    await page.getByText('Directory on this server').waitFor();
    await page.getByText(/free of/).waitFor();
    await expectAccessible(page);
    await picture(page, 'admin-storage');

    await sections.getByRole('link', { name: 'Queues' }).click();
    await page.getByRole('heading', { name: 'Transfers' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'admin-queues');

    await sections.getByRole('link', { name: 'Health' }).click();
    await page.getByText('PostgreSQL', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('No entry of the audit log was changed').waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await picture(page, 'admin-health');
  });

  it('fits a phone', async () => {
    const page = await openWindow(PHONE);
    await toAdministration(page, '/admin/users');
    for (const [path, text] of [
      ['users', 'Everybody with an account'],
      ['mail', 'No mail server is set'],
      ['storage', 'Directory on this server'],
      ['queues', 'Transfers'],
      ['audit', 'Chain verified'],
      ['health', 'PostgreSQL'],
    ] as const) {
      await page.goto(`/admin/${path}`);
      await page.getByText(text).first().waitFor();
      await expectAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, `${path} is no wider than the phone`).toBe(false);
      await picture(page, `phone-${path}`);
    }
  });

  it('is not there for anybody else, by whatever address', async () => {
    const user = await newUser();
    const token = await tokenOf(user);
    for (const path of [
      'audit',
      'audit/export?format=csv',
      'queues',
      'storage',
      'mail',
      'versions',
      'verifications',
    ])
      expect((await call('GET', `/api/admin/${path}`, undefined, token)).status, path).toBe(404);
    const page = await openWindow();
    await signInAnd(page, user, '/admin/audit');
    await page.getByText('There is nothing here').waitFor();
  });
});
