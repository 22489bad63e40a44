import { describe, expect, it } from 'vitest';
import {
  ADMINISTRATOR,
  administratorNeeded,
  expectAccessible,
  openWindow,
  picture,
  textFile,
  useBrowser,
} from './support';

describe('the first run', () => {
  useBrowser();

  it('makes the administrator, picks topics and takes the first file', async () => {
    expect(await administratorNeeded(), 'this journey needs a server that nobody has set up').toBe(true);
    const page = await openWindow();
    await page.goto('/');
    await page.waitForURL('**/setup');
    await expectAccessible(page);
    await picture(page, 'first-run-account');

    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Enter a complete e-mail address.').waitFor();
    await expectAccessible(page);

    await page.getByLabel('Language', { exact: true }).selectOption('de');
    await page.getByRole('heading', { name: 'Willkommen bei DocuVault' }).waitFor();
    await page.getByLabel('Sprache', { exact: true }).selectOption('en');

    await page.getByLabel('Name').fill('Anna Berger');
    await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
    await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
    await page.getByText('Strong password').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();

    await page.waitForURL('**/welcome/topics');
    const offered = page.getByRole('checkbox');
    await offered.first().waitFor();
    await expectAccessible(page);
    await picture(page, 'first-run-topics');
    const count = await offered.count();
    await offered.first().click();
    await page.getByRole('button', { name: `Add ${count - 1} topics` }).click();

    await page.waitForURL('**/welcome/files');
    await expectAccessible(page);
    await picture(page, 'first-run-files');
    await page
      .locator('[data-upload=picker]')
      .setInputFiles(textFile('First letter.txt', 'A letter about nothing.'));
    const tray = page.getByRole('region', { name: 'Uploads' });
    await tray.getByText('1 file added').waitFor();

    await page.getByRole('link', { name: 'Go to documents' }).click();
    const navigation = page.getByRole('navigation', { name: 'Main navigation' });
    await navigation
      .getByRole('listitem')
      .nth(count - 2)
      .waitFor();
  });

  it('is over once there is an administrator', async () => {
    const page = await openWindow();
    await page.goto('/setup');
    await page.waitForURL('**/sign-in');
  });
});
