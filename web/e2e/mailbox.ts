import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A server without a mail server writes mails to its log; this is where. */
export const serverLog = process.env.DOCUVAULT_LOG;

/** What stands in the newest mail to somebody, once there is one that has it. */
export async function mailed(to: string, wanted: RegExp): Promise<string> {
  let found: string | undefined;
  await expect
    .poll(
      () => {
        const mails = readFileSync(serverLog ?? '', 'utf8').split(/To: (?=\S+@\S+\nSubject: )/);
        const match = mails
          .filter((mail) => mail.startsWith(`${to}\n`))
          .map((mail) => wanted.exec(mail))
          .findLast((each) => each !== null);
        return (found = match?.[1] ?? match?.[0]);
      },
      { timeout: 30_000, message: `a mail to ${to} with ${wanted}` },
    )
    .toBeDefined();
  return found ?? '';
}
