import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

export const server = process.env.DOCUVAULT_URL ?? 'http://localhost:8080';
export const PASSWORD = 'a lantern above the quiet harbour';
export const ADMINISTRATOR = { email: 'anna@example.org', password: PASSWORD };

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const folder = mkdtempSync(join(tmpdir(), 'docuvault-e2e-'));
let browser: Browser;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

/** Call once per journey file. */
export function useBrowser(): void {
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM ?? usualPlaces.find((path) => existsSync(path));
    if (!executablePath) throw new Error('No Chromium found: install it, or name it in CHROMIUM.');
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0), 'errors in the browser').toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
}

/** A window with a profile of its own. Errors in it fail the test. */
export async function openWindow(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(Number(process.env.PATIENCE ?? 20_000));
  contexts.push(context);
  return await openTab(context);
}

/** Another tab of the same profile. */
export async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Chromium logs every refused request; those are the server's answers, which the journeys look at themselves.
    const expected = /^Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !expected) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(server).origin)
      complaints.push(`request to ${origin}`);
  });
  return page;
}

/** No finding of axe. Menus and tooltips stand at the end of the body, outside the landmarks, as their pattern has it. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  await settled(page);
  const findings = await page.evaluate(`(async () => {
    ${axeSource};
    const { violations } = await axe.run(document, {
      resultTypes: ['violations'],
      rules: { region: { enabled: false } },
    });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ' at ' + node.target.join(' ')));
  })()`);
  expect(findings, `accessibility of ${page.url()}`).toEqual([]);
}

/** A picture for the eye, light and dark, where a folder for them is named. */
export async function picture(page: Page, name: string): Promise<void> {
  const target = process.env.SCREENSHOTS;
  if (!target) return;
  mkdirSync(target, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    await page.screenshot({ path: join(target, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Animations are over: a colour on its way to another has no contrast worth measuring. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const running = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(running.map((animation) => animation.finished));
  });
}

export async function call(method: string, path: string, body?: unknown, token?: string): Promise<Response> {
  return await fetch(new URL(path, server), {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export async function administratorNeeded(): Promise<boolean> {
  const setup = (await (await call('GET', '/api/setup')).json()) as { administratorNeeded: boolean };
  return setup.administratorNeeded;
}

let people = 0;

/** The one who set the server up, who is made here where the first journey was left out. */
export async function administrator(): Promise<{ email: string; password: string }> {
  if (await administratorNeeded()) await call('POST', '/api/setup', { ...ADMINISTRATOR, language: 'en' });
  return ADMINISTRATOR;
}

/** Somebody new with an account. */
export async function newUser(): Promise<{ email: string; password: string }> {
  await administrator();
  const email = `person-${Date.now()}-${++people}@example.org`;
  const answer = await call('POST', '/api/auth/register', { email, password: PASSWORD, language: 'en' });
  expect(answer.status, 'registration').toBe(201);
  return { email, password: PASSWORD };
}

export async function signIn(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Account of' }).waitFor();
}

/** A text file that is unlike any other. */
export function textFile(
  name: string,
  text = 'Some text',
): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(`${text}\n${crypto.randomUUID()}\n`) };
}

/** The path of a text file of several parts. */
export function largeTextFile(name: string, megabytes: number): string {
  const line = `${crypto.randomUUID()} ${'lorem ipsum '.repeat(80)}\n`;
  const path = join(folder, name);
  writeFileSync(path, line.repeat((megabytes * 1e6) / line.length));
  return path;
}
