import { describe, expect, it } from 'vitest';
import {
  expectAccessible,
  newUser,
  openTab,
  openWindow,
  PASSWORD,
  picture,
  signIn,
  useBrowser,
} from './support';

describe('sessions', () => {
  useBrowser();

  it('registers somebody new, who starts with topics', async () => {
    await newUser();
    const page = await openWindow();
    await page.goto('/register');
    await expectAccessible(page);
    await picture(page, 'register');
    await page.getByLabel('E-mail address').fill(`registered-${Date.now()}@example.org`);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/welcome/topics');
  });

  it('says beside the field what is wrong with an account', async () => {
    const { email } = await newUser();
    const page = await openWindow();
    await page.goto('/register');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    const password = page.getByLabel('Password', { exact: true });
    await expect.poll(() => password.getAttribute('aria-invalid')).toBe('true');

    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('There is already an account with this address.').waitFor();
    expect(await page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page);
  });

  it('refuses a wrong password without saying what was wrong', async () => {
    const { email } = await newUser();
    const page = await openWindow();
    await page.goto('/sign-in');
    await expectAccessible(page);
    await picture(page, 'sign-in');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('not the password at all');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('E-mail address or password is wrong.').waitFor();
    await expectAccessible(page);
  });

  it('stays signed in over a reload, and goes where it was asked to', async () => {
    const user = await newUser();
    const page = await openWindow();
    await page.goto('/trash');
    await page.waitForURL('**/sign-in?next=/trash');
    await page.getByLabel('E-mail address').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      'eyJ',
    );
  });

  it('follows no address of another host after signing in', async () => {
    const user = await newUser();
    const page = await openWindow();
    await page.goto('/sign-in?next=//elsewhere.example');
    await page.getByLabel('E-mail address').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/documents');
  });

  it('refreshes once for many tabs', async () => {
    const user = await newUser();
    const page = await openWindow();
    await signIn(page, user);
    const others = await Promise.all([1, 2, 3].map(() => openTab(page.context())));
    await Promise.all(others.map((tab) => tab.goto('/settings')));
    await Promise.all(others.map((tab) => tab.getByRole('heading', { name: 'Profile' }).waitFor()));
    await Promise.all([page, ...others].map((tab) => tab.reload()));
    await Promise.all(others.map((tab) => tab.getByRole('heading', { name: 'Profile' }).waitFor()));
  });

  it('signs out in every tab', async () => {
    const user = await newUser();
    const page = await openWindow();
    await signIn(page, user);
    const other = await openTab(page.context());
    await other.goto('/settings');
    await other.getByRole('heading', { name: 'Profile' }).waitFor();
    await page.getByRole('button', { name: 'Account of' }).click();
    await expectAccessible(page);
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await page.waitForURL('**/sign-in');
    // Whoever signs in next may be somebody else, so nothing leads back to where this one was.
    await other.waitForURL('**/sign-in');
    await page.goto('/documents');
    await page.waitForURL('**/sign-in');
  });

  it('remembers name, language and theme', async () => {
    const user = await newUser();
    const page = await openWindow();
    await signIn(page, user);
    await page.goto('/settings');
    await page.getByLabel('Name').fill('Jonas Weber');
    await page.getByLabel('Language', { exact: true }).selectOption('de');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Profil' }).waitFor();
    await page.getByText('Dunkel', { exact: true }).click();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    await expectAccessible(page);
    await page.reload();
    await page.getByRole('heading', { name: 'Profil' }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Jonas Weber');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  });
});
