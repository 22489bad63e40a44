import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';

const RCLONE = ['/usr/bin/rclone', '/usr/local/bin/rclone'].find((path) => existsSync(path));

/** A newcomer's machine may have none; the build server must. */
export const hasWebdav = RCLONE !== undefined || process.env.CI !== undefined;

export interface WebdavServer {
  url: string;
  username: string;
  password: string;
  /** The names of all files that lie there. */
  files: () => string[];
}

/** A real WebDAV server on this machine, for as long as the journeys of a file run. */
export function useWebdav(): WebdavServer {
  const folder = mkdtempSync(join(tmpdir(), 'docuvault-webdav-'));
  const server: WebdavServer = {
    url: '',
    username: 'anna',
    password: 'the key under the mat',
    files: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        statSync(join(folder, name)).isFile(),
      ),
  };
  let process: ChildProcess | undefined;

  beforeAll(async () => {
    if (!RCLONE) throw new Error('No rclone found: it serves the WebDAV that the journeys need.');
    const address = `127.0.0.1:${await freePort()}`;
    server.url = `http://${address}/`;
    const access = ['--addr', address, '--user', server.username, '--pass', server.password];
    process = spawn(RCLONE, ['serve', 'webdav', folder, ...access], { stdio: 'ignore' });
    await answering(server.url);
  });
  afterAll(() => {
    process?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return server;
}

/** Asks for a sign-in as soon as it is there. */
async function answering(url: string): Promise<void> {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 401) return;
    await setTimeout(100);
  }
  throw new Error(`${url} does not answer`);
}

async function freePort(): Promise<number> {
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const address = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}
