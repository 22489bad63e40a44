import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { tokenOf } from './people';
import {
  call,
  expectAccessible,
  largeTextFile,
  newUser,
  openWindow,
  picture,
  signIn,
  textFile,
  useBrowser,
} from './support';

type File = ReturnType<typeof textFile>;

const picker = (page: Page) => page.locator('[data-upload=picker]');
const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' });
const row = (page: Page, name: string) => tray(page).getByRole('listitem').filter({ hasText: name });

async function start(options?: Parameters<typeof openWindow>[0]): Promise<Page> {
  const page = await openWindow(options);
  await signIn(page, await newUser());
  return page;
}

async function drop(page: Page, file: File): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, type, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type }));
      return data;
    },
    { name: file.name, type: file.mimeType, text: file.buffer.toString() },
  );
  for (const type of ['dragenter', 'dragover'])
    await page.dispatchEvent('main', type, { dataTransfer: transfer });
  await page.getByText('Drop to add to your vault').waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

/** Lets requests for parts wait until the returned function is called. */
async function holdParts(page: Page): Promise<() => Promise<void>> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/store/**', async (route) => {
    await released;
    await route.continue().catch(() => undefined);
  });
  return async () => {
    release();
    await page.unroute('**/api/store/**');
  };
}

function partOf(route: Route): string {
  return new URL(route.request().url()).pathname;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('uploads', () => {
  useBrowser();

  it('takes files that are dropped anywhere, and follows them until they are read', async () => {
    const page = await start();
    await drop(page, textFile('Dropped letter.txt', 'Dear Sir or Madam, this is a letter.'));
    await row(page, 'Dropped letter.txt')
      .getByText(/Ready|no text found/)
      .waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await picture(page, 'upload-tray');
    await row(page, 'Dropped letter.txt').getByRole('link', { name: 'Open' }).click();
    await page.waitForURL('**/documents/*');
  });

  it('says that a document is there already before any byte of it is sent', async () => {
    const page = await start();
    const file = textFile('Invoice.txt', 'Invoice of the plumber.');
    await picker(page).setInputFiles(file);
    await row(page, 'Invoice.txt').getByRole('link', { name: 'Open' }).waitFor();
    await tray(page).getByRole('button', { name: 'Clear finished' }).click();

    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') sent.push(request.url());
    });
    await picker(page).setInputFiles({ ...file, name: 'The same invoice.txt' });
    const twin = row(page, 'The same invoice.txt');
    await twin.getByText('Already in your vault').waitFor();
    expect(sent).toEqual([]);
    await expectAccessible(page);

    await twin.getByRole('button', { name: 'Upload anyway' }).click();
    await twin.getByRole('link', { name: 'Open' }).waitFor();
    expect(sent).toHaveLength(1);
  });

  it('refuses an empty file with the reason, and keeps the failure on top', async () => {
    const page = await start();
    await picker(page).setInputFiles([
      textFile('Good.txt'),
      { name: 'Empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
    ]);
    await row(page, 'Empty.txt').getByText('The file is empty').waitFor();
    await row(page, 'Good.txt').getByRole('link', { name: 'Open' }).waitFor();
    expect(await tray(page).getByRole('listitem').first().textContent()).toContain('Empty.txt');
  });

  it('pauses and goes on', async () => {
    const page = await start();
    const release = await holdParts(page);
    await picker(page).setInputFiles(largeTextFile('Long report.txt', 20));
    await row(page, 'Long report.txt').getByRole('button', { name: 'Pause' }).waitFor();
    await row(page, 'Long report.txt').getByText('%').waitFor();
    await expectAccessible(page);
    await row(page, 'Long report.txt').getByRole('button', { name: 'Pause' }).click();
    await row(page, 'Long report.txt').getByText('Paused').waitFor();
    await release();
    await row(page, 'Long report.txt').getByRole('button', { name: 'Resume' }).click();
    await row(page, 'Long report.txt').getByRole('link', { name: 'Open' }).waitFor({ timeout: 60_000 });
  });

  it('goes on by itself after a lost connection', async () => {
    const page = await start();
    const release = await holdParts(page);
    await picker(page).setInputFiles(largeTextFile('On the train.txt', 20));
    await row(page, 'On the train.txt').getByText('%').waitFor();
    await page.context().setOffline(true);
    await release();
    await row(page, 'On the train.txt').getByText('Waiting for the connection').waitFor();
    await page.context().setOffline(false);
    await row(page, 'On the train.txt').getByRole('link', { name: 'Open' }).waitFor({ timeout: 60_000 });
  });

  it('goes on after a reload once the file is chosen again', async () => {
    const page = await start();
    const file = largeTextFile('Interrupted.txt', 20);
    const release = await holdParts(page);
    await picker(page).setInputFiles(file);
    await row(page, 'Interrupted.txt').getByText('%').waitFor();
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
    await row(page, 'Interrupted.txt').getByText('choose the same file again').waitFor();
    await expectAccessible(page);
    await release();
    await picker(page).setInputFiles(file);
    await row(page, 'Interrupted.txt').getByRole('link', { name: 'Open' }).waitFor({ timeout: 60_000 });
  });

  it('finishes after the network died in the middle of it and the page was reloaded', async () => {
    const page = await openWindow();
    const user = await newUser();
    await signIn(page, user);
    const file = largeTextFile('Killed.txt', 40);
    const arrived = new Set<string>();
    const underWay: Route[] = [];
    let dead = false;
    await page.route('**/api/store/**', async (route) => {
      if (dead) {
        await route.abort('connectionreset').catch(() => undefined);
      } else if (arrived.size >= 2) {
        underWay.push(route);
      } else {
        arrived.add(partOf(route));
        await route.continue();
      }
    });
    await picker(page).setInputFiles(file);
    await expect.poll(() => underWay.length, { timeout: 30_000 }).toBeGreaterThan(1);
    await expect.poll(() => arrived.size).toBe(2);
    dead = true;
    await page.context().setOffline(true);
    await Promise.all(
      underWay.splice(0).map((route) => route.abort('connectionreset').catch(() => undefined)),
    );
    await row(page, 'Killed.txt').getByText('Waiting for the connection').waitFor();
    await expectAccessible(page);

    page.on('dialog', (dialog) => void dialog.accept());
    // What it would send by itself now does not arrive before the page is gone.
    await page.context().setOffline(false);
    await page.reload();
    await row(page, 'Killed.txt').getByText('choose the same file again').waitFor();
    await page.unroute('**/api/store/**');
    const again: string[] = [];
    await page.route('**/api/store/**', async (route) => {
      again.push(partOf(route));
      await route.continue();
    });
    await row(page, 'Killed.txt').getByRole('button', { name: 'Choose file' }).click();
    await row(page, 'Killed.txt').locator('input[type=file]').setInputFiles(file);
    await row(page, 'Killed.txt').getByRole('link', { name: 'Open' }).waitFor({ timeout: 60_000 });

    expect(
      again.filter((part) => arrived.has(part)),
      'parts that were sent twice',
    ).toEqual([]);
    const token = await tokenOf(user);
    const { items } = (await (await call('GET', '/api/documents', undefined, token)).json()) as {
      items: { id: string }[];
    };
    expect(items).toHaveLength(1);
    const content = await call('GET', `/api/documents/${items[0]?.id}/content`, undefined, token);
    expect(sha256(new Uint8Array(await content.arrayBuffer()))).toBe(sha256(readFileSync(file)));
  });

  it('asks for fresh addresses when the store says that those it has are no longer good', async () => {
    const page = await start();
    let refused = 0;
    await page.route('**/api/store/**', async (route) => {
      if (refused++ < 2)
        await route.fulfill({ status: 403, contentType: 'application/xml', body: '<Error/>' });
      else await route.continue();
    });
    const asked = page.waitForRequest(
      (request) => request.method() === 'GET' && /\/api\/uploads\/[0-9a-f-]+$/.test(request.url()),
    );
    await picker(page).setInputFiles(largeTextFile('Slow line.txt', 20));
    await asked;
    await row(page, 'Slow line.txt').getByRole('link', { name: 'Open' }).waitFor({ timeout: 60_000 });
  });

  it('says that something is in the way instead of waiting for a connection that is there', async () => {
    const page = await start();
    await page.route('**/api/store/**', (route) => route.abort('accessdenied'));
    await picker(page).setInputFiles(textFile('Blocked.txt'));
    await row(page, 'Blocked.txt').getByText('trying again').waitFor();
    await row(page, 'Blocked.txt')
      .getByText("can't be reached from this browser although the server can")
      .waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await page.unroute('**/api/store/**');
    await row(page, 'Blocked.txt').getByRole('button', { name: 'Retry' }).click();
    await row(page, 'Blocked.txt').getByRole('link', { name: 'Open' }).waitFor({ timeout: 60_000 });
  });

  it('waits while the server takes its time to verify', async () => {
    const page = await start();
    const body = (state: string, documentId = '') => ({
      contentType: 'application/json',
      body: JSON.stringify({ state, documentId, parts: [], problem: null }),
    });
    await page.route('**/api/uploads/*/complete', (route) =>
      route.fulfill({ status: 202, ...body('verifying') }),
    );
    let looked = 0;
    await page.route(/\/api\/uploads\/[0-9a-f-]+$/, async (route) => {
      if (++looked < 3) return await route.fulfill(body('verifying'));
      const url = `${route.request().url()}/complete`;
      const headers = { ...route.request().headers(), 'content-type': 'application/json' };
      const done = await route.fetch({ url, method: 'POST', postData: '{}', headers });
      await route.fulfill(body('stored', ((await done.json()) as { id: string }).id));
    });
    await picker(page).setInputFiles(textFile('Checked.txt'));
    await row(page, 'Checked.txt').getByText('The server checks what has arrived').waitFor();
    await row(page, 'Checked.txt').getByRole('link', { name: 'Open' }).waitFor({ timeout: 60_000 });
  });

  it('takes a cancelled upload back', async () => {
    const page = await start();
    const release = await holdParts(page);
    await picker(page).setInputFiles(largeTextFile('Not this one.txt', 20));
    await row(page, 'Not this one.txt').getByText('%').waitFor();
    const taken = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await row(page, 'Not this one.txt').getByRole('button', { name: 'Cancel' }).click();
    expect((await taken).status()).toBe(204);
    await release();
    expect(await tray(page).count()).toBe(0);
  });

  it('fits a phone of 360 px', async () => {
    const page = await start({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await picker(page).setInputFiles(
      textFile('A name that is far too long for the width of a phone, really.txt'),
    );
    await tray(page).getByRole('link', { name: 'Open' }).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await picture(page, 'phone-upload-tray');
  });
});
