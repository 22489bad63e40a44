import { ApiError } from '@/api/problem';

/** Whether the server's answer has one of these codes. */
export function hasCode(problem: unknown, ...codes: string[]): boolean {
  return problem instanceof ApiError && codes.includes(problem.code);
}

/** Whether the server's answer is about one of these fields, which then show it themselves. */
export function isAbout(problem: unknown, ...fields: string[]): boolean {
  return problem instanceof ApiError && fields.some((field) => field in problem.fields);
}

/** The new password breaks the policy: `UiNewPasswordField` says how. */
export function isPasswordRefused(problem: unknown, field = 'password'): boolean {
  return hasCode(problem, 'password_breached') || isAbout(problem, field);
}

/** The code is wrong, used or missing: `UiSecondFactorField` says so. */
export function isFactorRefused(problem: unknown): boolean {
  return hasCode(problem, 'second_factor_invalid', 'second_factor_required', 'invalid_code');
}
