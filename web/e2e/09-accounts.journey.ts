import { describe, expect, it } from 'vitest';
import { mailed, serverLog } from './mailbox';
import { enterPassword, newUserWithApp, signedIn, signInAnd } from './people';
import {
  administrator,
  call,
  expectAccessible,
  newUser,
  openWindow,
  picture,
  signIn,
  useBrowser,
} from './support';

const OTHER_PASSWORD = 'seven herons beside the weir';
const isFocused = (field: Element) => field === document.activeElement;
const RESET_LINK = /(\/reset-password#token=\S+)/;

describe('accounts', () => {
  useBrowser();

  it('says what is missing, and goes to the field that is wrong', async () => {
    const user = await newUser();
    const page = await openWindow();
    await page.goto('/sign-in');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const email = page.getByLabel('E-mail address');
    const password = page.getByLabel('Password', { exact: true });
    const signInButton = page.getByRole('button', { name: 'Sign in', exact: true });
    await signInButton.click();
    await page.getByText('Enter your password.').waitFor();
    await expect.poll(() => email.evaluate(isFocused)).toBe(true);
    expect(asked).not.toContain('/api/auth/login');
    await expectAccessible(page);
    await email.fill(user.email);
    await password.fill('not my password');
    await signInButton.click();
    await page.getByText('E-mail address or password is wrong.').waitFor();
    await expect.poll(() => password.evaluate(isFocused)).toBe(true);
    // It stands selected: what is typed takes its place.
    await page.keyboard.type(user.password);
    await page.keyboard.press('Enter');
    await signedIn(page);
  });

  it('finds no good word for a password that was refused, until it is another one', async () => {
    await administrator();
    const page = await openWindow();
    await page.goto('/register');
    const password = page.getByLabel('Password', { exact: true });
    await page.getByLabel('E-mail address').fill(`refused-${Date.now()}@example.org`);
    await password.fill('password123');
    await page.getByText('Fair password').waitFor();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('This password is easy to guess.').waitFor();
    await expect.poll(() => password.evaluate(isFocused)).toBe(true);
    expect(await page.getByText('Fair password').count()).toBe(0);
    await expectAccessible(page);
    await password.fill(OTHER_PASSWORD);
    await page.getByText('Strong password').waitFor();
    expect(await password.getAttribute('aria-invalid')).toBeNull();
  });

  it('says the same of a forgotten password whatever the address', async () => {
    await administrator();
    const page = await openWindow();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill('nobody-at-all@example.org');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.waitForURL('**/forgot-password');
    await expectAccessible(page);
    await picture(page, 'forgot-password');
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('nobody-at-all@example.org');
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByText('If there is an account for nobody-at-all@example.org').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Use another address' }).click();
    await page.getByLabel('E-mail address').fill('not an address');
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByText('Enter a complete e-mail address.').waitFor();
  });

  it('says of a link without a token that it does not work', async () => {
    await administrator();
    const page = await openWindow();
    await page.goto('/reset-password');
    await page.getByText('This link no longer works').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Ask for a new link' }).click();
    await page.waitForURL('**/forgot-password');
  });

  it.skipIf(!serverLog)('sets a new password by the link from the mail, once', async () => {
    const user = await newUser();
    const elsewhere = await openWindow();
    await signIn(elsewhere, user);
    await call('POST', '/api/auth/password/forgot', { email: user.email });
    const link = await mailed(user.email, RESET_LINK);

    const page = await openWindow();
    await page.goto(link);
    await page.getByLabel('New password').waitFor();
    expect(page.url()).not.toContain('token');
    await expectAccessible(page);
    await picture(page, 'reset-password');
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Set new password' }).click();
    await page.getByText('Use between 8 and 128 characters.').waitFor();
    await page.getByLabel('New password').fill('password123');
    await page.getByRole('button', { name: 'Set new password' }).click();
    await page.getByText('This password is easy to guess.').waitFor();
    await expectAccessible(page);
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await page.getByRole('button', { name: 'Set new password' }).click();
    await page.getByText('Your password is changed').waitFor();
    await expectAccessible(page);
    await elsewhere.waitForURL('**/sign-in');

    await page.getByRole('link', { name: 'Sign in' }).click();
    await enterPassword(page, { ...user, password: OTHER_PASSWORD });
    await signedIn(page);

    const again = await openWindow();
    await again.goto(link);
    await again.getByLabel('New password').fill('a fourth lighthouse in the fog');
    await again.getByRole('button', { name: 'Set new password' }).click();
    await again.getByText('This link no longer works').waitFor();
  });

  it.skipIf(!serverLog)('asks for the second factor before it takes a new password', async () => {
    const user = await newUserWithApp();
    await call('POST', '/api/auth/password/forgot', { email: user.email });
    const page = await openWindow();
    await page.goto(await mailed(user.email, RESET_LINK));
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await page.getByRole('button', { name: 'Set new password' }).click();
    const code = page.getByLabel('Code', { exact: true });
    await code.waitFor();
    await expectAccessible(page);
    await code.fill(await user.app.code());
    await page.getByText('Your password is changed').waitFor();
  });

  it('changes the password, which ends the other sessions', async () => {
    const user = await newUser();
    const page = await openWindow();
    await signInAnd(page, user, '/settings/security');
    const other = await openWindow();
    await signInAnd(other, user, '/topics');
    await page.getByLabel('Current password').fill('not my password');
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This is not your current password.').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Current password').fill(user.password);
    await page.getByLabel('New password').fill('password123');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This password is easy to guess.').waitFor();
    expect(await page.getByLabel('New password').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();
    await other.waitForURL('**/sign-in?next=/topics');
    await other.getByText('Your session has ended. Please sign in again.').waitFor();
    await page.reload();
    await signedIn(page);
    await enterPassword(other, { ...user, password: OTHER_PASSWORD });
    await signedIn(other);
  });

  it('shows where one is signed in, and ends the session of another window', async () => {
    const user = await newUser();
    const page = await openWindow();
    await signInAnd(page, user, '/settings/sessions');
    await page.getByText('You are signed in nowhere else.').waitFor();
    await expectAccessible(page);
    const other = await openWindow();
    await signInAnd(other, user, '/trash');
    await page.reload();
    const rows = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.first().innerText()).toContain('This device');
    expect(await rows.first().innerText()).toContain('This computer');
    await expectAccessible(page);
    await picture(page, 'sessions');
    await page.getByRole('button', { name: /^End session: / }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await other.waitForURL('**/sign-in?next=/trash');

    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('dialog', { name: 'Sign out here?' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    // The next person at this screen starts at their own beginning.
    await page.waitForURL('**/sign-in');
  });

  it('ends all other sessions at once', async () => {
    const user = await newUser();
    const page = await openWindow();
    const others = [await openWindow(), await openWindow()];
    for (const other of others) await signInAnd(other, user, '/topics');
    await signInAnd(page, user, '/settings/sessions');
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByText('All other sessions have ended').waitFor();
    for (const other of others) await other.waitForURL('**/sign-in?next=/topics');
  });

  it('takes the zone of the browser, and another one where it is chosen', async () => {
    const page = await openWindow({ timezoneId: 'Asia/Tokyo' });
    await page.goto('/register');
    await page.getByLabel('E-mail address').fill(`tokyo-${Date.now()}@example.org`);
    await page.getByLabel('Password', { exact: true }).fill(OTHER_PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/welcome/topics');
    await page.goto('/settings');
    await page.waitForURL('**/settings/profile');
    const zone = page.getByRole('button', { name: 'Time zone' });
    expect(await zone.innerText()).toContain('Asia / Tokyo');
    await zone.click();
    await page.getByRole('combobox', { name: 'City or region' }).fill('new york');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    await expect.poll(() => zone.innerText()).toContain('America / New York');
    await page.getByRole('button', { name: /Use this device/ }).waitFor();
    await expectAccessible(page);
  });

  it('deletes an account for good', async () => {
    const user = await newUserWithApp();
    const page = await openWindow();
    await enterPassword(page, user);
    await page.getByLabel('Code', { exact: true }).fill(await user.app.code());
    await signedIn(page);
    await page.goto('/settings/account');
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
    await expectAccessible(page);
    await picture(page, 'account');
    await page.getByRole('button', { name: 'Delete account…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
    await dialog.getByLabel('Your password').fill('not my password');
    await dialog.getByRole('button', { name: 'Use a backup code instead' }).click();
    await dialog.getByLabel('Backup code').fill(user.backupCodes[0] ?? '');
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await dialog.getByText('This is not your current password.').waitFor();
    await expectAccessible(page);
    await picture(page, 'account-delete');
    await dialog.getByLabel('Your password').fill(user.password);
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await page.waitForURL('**/sign-in');
    await page.getByText('Your account is deleted').waitFor();
    await enterPassword(page, user);
    await page.getByText('E-mail address or password is wrong.').waitFor();
  });

  it('keeps the only administrator', async () => {
    const page = await openWindow();
    await signInAnd(page, await administrator(), '/settings/account');
    await page.getByRole('button', { name: 'Delete account…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill((await administrator()).password);
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await dialog.getByText('You are the only administrator.').waitFor();
    await expectAccessible(page);
  });
});
