import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Person } from './people';
import { newUser, openWindow, PASSWORD, server, signIn } from './support';

/** The interface without a browser, as somebody. */
export interface Vault {
  page: Page;
  user: Person;
  /** Ids by file name. */
  ids: Record<string, string>;
  /** Ids of topics by name. */
  topics: Record<string, string>;
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>;
}

/** Somebody new, signed in, whose documents are read and ready; with these topics, by name, there before them. */
export async function vaultWith(
  files: Record<string, string | Buffer>,
  options: BrowserContextOptions = {},
  described: Record<string, string> = {},
): Promise<Vault> {
  const user = await newUser();
  const credentials = JSON.stringify({ email: user.email, password: PASSWORD });
  // The token is bound to what the client says of itself, so all calls say the same.
  const headers = { 'User-Agent': 'journey', 'Accept-Language': 'en' };
  const answer = await fetch(new URL('/api/auth/login', server), {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: credentials,
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const authorized = { ...headers, Authorization: `Bearer ${accessToken}` };

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const form = body instanceof FormData;
    const response = await fetch(new URL(path, server), {
      method,
      headers: {
        ...authorized,
        ...(form || body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  const topics: Record<string, string> = {};
  for (const [name, description] of Object.entries(described))
    topics[name] = (await ask<{ id: string }>('POST', '/api/topics', { name, description })).id;

  const ids: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) {
    const form = new FormData();
    const type = name.endsWith('.pdf') ? 'application/pdf' : 'text/plain';
    form.append(
      'file',
      new Blob([typeof content === 'string' ? content : new Uint8Array(content)], { type }),
      name,
    );
    ids[name] = (await ask<{ id: string }>('POST', '/api/documents', form)).id;
  }
  for (const id of Object.values(ids)) {
    await expect
      .poll(async () => (await ask<{ status: string }>('GET', `/api/documents/${id}`)).status, {
        timeout: 60_000,
      })
      .toBe('ready');
  }
  const page = await openWindow(options);
  await signIn(page, user);
  return { page, user, ids, topics, ask };
}

/** One page with these words, and a script that wants to run when it is opened. */
export function pdfWith(words: string): Buffer {
  const stream = `BT /F1 24 Tf 72 700 Td (${words}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\("run"\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
