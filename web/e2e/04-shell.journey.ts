import { describe, expect, it } from 'vitest';
import { expectAccessible, newUser, openWindow, picture, signIn, useBrowser } from './support';

describe('the shell', () => {
  useBrowser();

  it('can be steered by keyboard alone', async () => {
    const page = await openWindow();
    await signIn(page, await newUser());
    await page.goto('/settings');
    await page.getByRole('heading', { name: 'Profile' }).waitFor();

    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');

    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('combobox');
    await page.keyboard.type('plumber');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=plumber');

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands' }).fill('go to settings');
    await expectAccessible(page);
    await picture(page, 'command-palette');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings/profile');
    await picture(page, 'settings');
  });

  it('says so where there is nothing', async () => {
    const page = await openWindow();
    await signIn(page, await newUser());
    await page.goto('/nowhere/at/all');
    await page.getByText('There is nothing here').waitFor();
    await expectAccessible(page);
  });

  it('says that the connection is lost, and when it is back', async () => {
    const page = await openWindow();
    await signIn(page, await newUser());
    await page.route('**/api/events', (route) => route.abort());
    await page.reload();
    await page.getByText('Reconnecting…').waitFor();
    await expectAccessible(page);
    await page.unroute('**/api/events');
    await page.getByText('Reconnecting…').waitFor({ state: 'hidden', timeout: 30_000 });
  });

  it('has its navigation under the thumb on a phone', async () => {
    const page = await openWindow({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await signIn(page, await newUser());
    const quick = page.getByRole('navigation', { name: 'Quick navigation' });
    await quick.waitFor();
    await quick.getByRole('button', { name: 'More' }).tap();
    await page.getByRole('dialog').getByRole('link', { name: 'Settings' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'phone-navigation');
    await page.getByRole('dialog').getByRole('link', { name: 'Settings' }).tap();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'phone-settings');
  });
});
