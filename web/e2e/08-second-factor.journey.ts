import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { enterPassword, newUserWithApp, signedIn, signInAnd } from './people';
import { expectAccessible, newUser, openWindow, picture, useBrowser } from './support';
import { Authenticator } from './totp';

const spaced = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;

describe('the second factor', () => {
  useBrowser();

  it('is set up with an app and leaves backup codes behind', async () => {
    const user = await newUser();
    const page = await openWindow({ acceptDownloads: true });
    await signInAnd(page, user, '/settings/security');
    await page.getByText('Off', { exact: true }).waitFor();
    await expectAccessible(page);
    await picture(page, 'security');

    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill('not my password');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByText('This is not your current password.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Your password').fill(user.password);
    await dialog.getByRole('button', { name: 'Continue' }).click();

    await dialog.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'security-app');
    const secret = (await dialog.locator('[data-secret]').innerText()).replace(/\s/g, '');
    await dialog.getByLabel('Code from the app').fill('000000');
    await dialog.getByText('This code is wrong or was used before.').waitFor();
    const app = new Authenticator(secret);
    await dialog.getByLabel('Code from the app').fill(spaced(await app.code()));

    const list = dialog.getByRole('list', { name: 'Backup codes' }).getByRole('listitem');
    await expect.poll(() => list.count()).toBe(10);
    const codes = await list.allInnerTexts();
    await expectAccessible(page);
    await picture(page, 'security-backup-codes');
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const file = readFileSync(await (await download).path(), 'utf8');
    for (const code of codes) expect(file).toContain(code);
    expect(file).toContain(user.email);

    await page.emulateMedia({ media: 'print' });
    const printed = await page.evaluate(() => document.body.innerText.trim());
    expect(printed).toMatch(/^Backup codes/);
    for (const code of codes) expect(printed.split(code)).toHaveLength(2);
    await page.emulateMedia({ media: null });

    await page.keyboard.press('Escape');
    await dialog.getByText('These codes are never shown again.').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('checkbox').click();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('10 left').waitFor();
    await expectAccessible(page);
  });

  it('is asked for on the same page, and takes a code that is pasted', async () => {
    const user = await newUserWithApp();
    const page = await openWindow();
    await enterPassword(page, user);
    const code = page.getByLabel('Code', { exact: true });
    await code.waitFor();
    expect(await code.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await page.getByLabel('Password', { exact: true }).count()).toBe(0);
    await expectAccessible(page);
    await picture(page, 'sign-in-code');

    await code.fill('000 000');
    await page.getByText('This code is wrong or was used before.').waitFor();
    expect(await code.getAttribute('aria-invalid')).toBe('true');
    expect(await code.inputValue()).toBe('');
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Back', exact: true }).click();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(user.email);
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await enterPassword(page, user);
    await code.fill(spaced(await user.app.code()));
    await signedIn(page);
  });

  it('lets a backup code in once, makes new ones, and can be turned off', async () => {
    const user = await newUserWithApp();
    const first = user.backupCodes[0] ?? '';
    const page = await openWindow();
    await enterPassword(page, user);
    await page.getByRole('button', { name: 'Use a backup code instead' }).click();
    await page.getByLabel('Backup code').fill(first);
    await page.keyboard.press('Enter');
    await signedIn(page);

    const other = await openWindow();
    await enterPassword(other, user);
    await other.getByRole('button', { name: 'Use a backup code instead' }).click();
    await other.getByLabel('Backup code').fill(first);
    await other.keyboard.press('Enter');
    await other.getByText('This backup code is wrong or was used before.').waitFor();
    await expectAccessible(other);

    await page.goto('/settings/security');
    await page.getByText('9 left').waitFor();
    await page.getByRole('button', { name: 'New backup codes' }).click();
    const dialog = page.getByRole('dialog');
    await expectAccessible(page);
    await dialog.getByLabel('Your password').fill(user.password);
    await dialog.getByRole('button', { name: 'New backup codes' }).click();
    const list = dialog.getByRole('list', { name: 'Backup codes' }).getByRole('listitem');
    await list.first().waitFor();
    const fresh = await list.allInnerTexts();
    expect(fresh.filter((code) => user.backupCodes.includes(code))).toEqual([]);
    await dialog.getByRole('checkbox').click();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('10 left').waitFor();

    await page.getByRole('button', { name: 'Turn off' }).click();
    await dialog.getByLabel('Your password').fill(user.password);
    await dialog.getByRole('button', { name: 'Use a backup code instead' }).click();
    await dialog.getByLabel('Backup code').fill(user.backupCodes[1] ?? '');
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await dialog.getByText('This backup code is wrong or was used before.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Backup code').fill(fresh[0] ?? '');
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('Off', { exact: true }).waitFor();

    await enterPassword(other, user);
    await signedIn(other);
  });
});
