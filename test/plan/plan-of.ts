import { expect } from 'vitest'
import { NO_AGENTS } from '../../src/core/agents/agent.js'
import { parseAwsFiles, type AwsFiles } from '../../src/aws-files/aws-files.js'
import type { PlanRequest } from '../../src/plan/request.js'
import { resolvePlan } from '../../src/plan/resolve.js'
import type { Env } from '../../src/core/env.js'
import { isRolecallError } from '../../src/core/errors.js'
import type { Plan } from '../../src/core/plan.js'

export const KEYS = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n'
export const TEMPORARY = `${KEYS}aws_session_token = token\n`
export const SSO =
  'sso_start_url = https://x/start#/\nsso_region = eu-west-1\nsso_account_id = 111111111111\nsso_role_name = R\n'
export const MFA = 'arn:aws:iam::111111111111:mfa/me'

/** The ARN of a role with this name. */
export const role = (name: string): string => `arn:aws:iam::222222222222:role/${name}`

/**
 * @param sections bodies by header: `dev` is `[profile dev]`, `sso-session corp` is itself, and
 * `base!` is `[base]` in the credentials file
 */
export function filesOf(sections: Readonly<Record<string, string>>): AwsFiles {
  const texts = { config: '', credentials: '' }
  for (const [header, body] of Object.entries(sections)) {
    if (header.endsWith('!')) texts.credentials += `[${header.slice(0, -1)}]\n${body}\n`
    else if (header.includes(' ')) texts.config += `[${header}]\n${body}\n`
    else texts.config += `[profile ${header}]\n${body}\n`
  }
  return parseAwsFiles(
    { path: '/h/config', text: texts.config },
    { path: '/h/credentials', text: texts.credentials },
  )
}

export function planOf(
  sections: Readonly<Record<string, string>>,
  request: PlanRequest = { profile: 'dev' },
  env: Env = {},
  userName = 'ann',
): Plan {
  return resolvePlan(request, { files: filesOf(sections), env, userName, agents: NO_AGENTS })
}

/** The steps as short words: `GetSessionToken 43200 code`, `AssumeRole admin 3600`. */
export function outline({ steps }: Plan): string[] {
  return steps.map((step) => {
    const { input } = step
    const name = 'RoleArn' in input ? [input.RoleArn.split('/').pop()] : []
    const seconds = 'DurationSeconds' in input ? [input.DurationSeconds] : []
    const code = 'SerialNumber' in input ? ['code'] : []
    const unsure = 'shortenIfChained' in step ? ['unsure'] : []
    return [step.operation, ...name, ...seconds, ...code, ...unsure].join(' ')
  })
}

/** Expects a RolecallError with this code, message and hint. */
export function expectError(run: () => unknown, code: string, words: RegExp, hint?: RegExp): void {
  let error: unknown
  try {
    run()
  } catch (thrown) {
    error = thrown
  }
  if (!isRolecallError(error)) throw new Error('no RolecallError was thrown', { cause: error })
  expect(error.message).toMatch(words)
  expect(error.code).toBe(code)
  if (hint) expect(error.hint).toMatch(hint)
}
