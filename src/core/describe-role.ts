import { parseRoleArn } from './arn.js'
import type { Credentials, SamlRole } from './credentials.js'
import { humanDuration } from './time/duration.js'
import type { Plan } from './plan.js'

/** What a plan obtains, as text for prompts: `admin in 210987654321`. */
export function describeRequest({ steps, profile }: Plan): string {
  const last = steps.at(-1)
  const arn = last && 'RoleArn' in last.input ? last.input.RoleArn : undefined
  return describeRoleArn(arn) ?? `a session for ${profile}`
}

/**
 * The role that a shell is switched to: `dev: admin in 210987654321, 59 min left`.
 * @param now milliseconds since 1970
 */
export function describeActiveRole(plan: Plan, { expiration }: Credentials, now: number): string {
  const left = expiration === undefined ? 0 : Date.parse(expiration) - now
  const time = left > 0 ? `, ${humanDuration(left / 1000)} left` : ''
  const limit = plan.scope ? `, ${plan.scope.text}` : ''
  return `${plan.profile}: ${describeRequest(plan)}${limit}${time}`
}

/** A longer text would fill the line of a prompt. */
const MAX_LIMIT_CHARACTERS = 32

/** What the session of a plan is limited to, for the prompt of a shell. */
export function limitLabel({ scope }: Plan): string | undefined {
  if (!scope || scope.text.length <= MAX_LIMIT_CHARACTERS) return scope?.text
  return 'limited'
}

/**
 * A role as text: `admin in 210987654321`.
 * @returns undefined for anything but the ARN of a role
 */
export function describeRoleArn(arn: unknown): string | undefined {
  const role = typeof arn === 'string' ? parseRoleArn(arn) : undefined
  return role && `${role.role} in ${role.account}`
}

/**
 * A role that an identity provider offers, as text: `admin in 210987654321 (corp)`. The provider in
 * parentheses distinguishes roles that are offered twice.
 */
export function describeSamlRole({ roleArn, providerArn }: SamlRole): string {
  return `${describeRoleArn(roleArn) ?? roleArn} (${providerArn.split('/').at(-1) ?? ''})`
}
