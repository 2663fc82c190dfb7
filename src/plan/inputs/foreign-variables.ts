import { envVar, type Env } from '../../core/env.js'

/**
 * Variables of aws-vault that count as the flag beside them would. AWS_ROLE_SESSION_NAME is every
 * SDK's, for a web identity; aws-vault uses it for any role.
 */
export const FOREIGN_VARIABLES = {
  AWS_ASSUME_ROLE_TTL: '--duration, for a role',
  AWS_SESSION_TOKEN_TTL: '--duration, for a session without a role',
  AWS_CHAINED_SESSION_TOKEN_TTL: 'rolecall_mfa_session_duration',
  AWS_MIN_TTL: '--min-ttl',
  AWS_MFA_SERIAL: '--mfa-serial',
  AWS_SESSION_TAGS: '--tag',
  AWS_TRANSITIVE_TAGS: '--transitive-tag',
  AWS_SOURCE_IDENTITY: '--source-identity',
  AWS_ROLE_SESSION_NAME: '--session-name',
} as const

/** A variable of another tool that rolecall reads too. */
export type ForeignVariable = keyof typeof FOREIGN_VARIABLES

/** A note for each of these variables that is set, for `explain`. */
export function foreignVariableNotes(env: Env): string[] {
  return Object.entries(FOREIGN_VARIABLES).flatMap(([name, flag]) => {
    return envVar(env, name) === undefined ? [] : [`${name} is set: it has the effect of ${flag}`]
  })
}
