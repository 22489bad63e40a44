import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { call, newUser, signIn } from './support';
import { Authenticator } from './totp';

export interface Person {
  email: string;
  password: string;
}

export async function tokenOf({ email, password }: Person): Promise<string> {
  const answer = await call('POST', '/api/auth/login', { email, password });
  expect(answer.status, `sign-in of ${email}`).toBe(200);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

/** Somebody new with two-step sign-in. */
export async function newUserWithApp(): Promise<Person & { app: Authenticator; backupCodes: string[] }> {
  const user = await newUser();
  const token = await tokenOf(user);
  const begun = await call('POST', '/api/account/totp', { password: user.password }, token);
  const { secret } = (await begun.json()) as { secret: string };
  const app = new Authenticator(secret);
  const confirmed = await call('POST', '/api/account/totp/confirm', { code: await app.code() }, token);
  expect(confirmed.status, 'confirmation of the app').toBe(200);
  const { backupCodes } = (await confirmed.json()) as { backupCodes: string[] };
  return { ...user, app, backupCodes };
}

/** Fills in the first step of signing in. */
export async function enterPassword(page: Page, { email, password }: Person): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function signedIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account of' }).waitFor();
}

export async function signInAnd(page: Page, person: Person, path: string): Promise<void> {
  await signIn(page, person);
  await page.goto(path);
}
