import type { SecondFactor } from '@/ui/UiSecondFactorField.vue';

/** That it is really the owner who wants it: the password and, where one is set, the second factor. */
export type Proof = SecondFactor & { password: string };

export function isComplete({ password, totpCode, backupCode }: Proof, secondFactor: boolean): boolean {
  return password !== '' && (!secondFactor || Boolean(totpCode ?? backupCode));
}
