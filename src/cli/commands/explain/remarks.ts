import { readProfile } from '../../../aws-files/profile.js'
import type { Plan } from '../../../core/plan.js'
import { foreignVariableNotes } from '../../../plan/inputs/foreign-variables.js'
import { lacksRole } from '../../../plan/missing-role.js'
import { unusedSerials } from '../../../plan/mfa/unused-serials.js'
import { describePadded, paddedHeaders } from '../../../aws-files/unread-headers.js'
import { describeMisspelt, misspeltKeys } from '../../../aws-files/misspelt-keys.js'
import { describeRevocation } from '../../../core/policy/reach.js'
import { isSameRole, revocationsInForce } from '../../../secrets/revocations.js'
import type { CommandContext } from '../../context.js'

/**
 * Notes that only `explain` gives: what is true of every call would be a nuisance if each command
 * repeated it.
 */
export function remarksOn(plan: Plan, { files, host }: CommandContext): string[] {
  const serials = unusedSerials(plan, files())
  return [
    ...(plan.fallback
      ? [`${plan.fallback.message}: rolecall queries the instance metadata service`]
      : []),
    ...withoutRole(plan, files()),
    ...serials.map((serial) => `${serial} is not used: ${SERIAL_REASON}`),
    ...(lacksRole(plan) ? ['the source is an identity token, which only a role can use'] : []),
    ...revocationNotes(plan, host),
    ...foreignVariableNotes(host.env),
    ...paddedHeaders(files()).map(describePadded),
    ...plan.chain.flatMap((profile) =>
      misspeltKeys({ profile, keys: [...(files().profile(profile)?.keys() ?? [])] }).map(
        describeMisspelt,
      ),
    ),
  ]
}

/** Revocations of the roles of a plan that this machine made, and that may still end a session. */
function revocationNotes({ steps }: Plan, { paths, now }: CommandContext['host']): string[] {
  const roles = steps.flatMap(({ input }) => ('RoleArn' in input ? (input.RoleArn ?? []) : []))
  return revocationsInForce(paths.state, now().at)
    .filter(({ role }) => roles.some((arn) => isSameRole(arn, role)))
    .map((each) => `${describeRevocation(each)} are revoked, and not used here`)
}

const SERIAL_REASON = 'no profile inherits it. Add mfa_serial to the profile if its role needs MFA'

/** A profile that has its source's credentials, which no SDK would find. */
function withoutRole({ chain }: Plan, files: ReturnType<CommandContext['files']>): string[] {
  return chain.slice(0, -1).flatMap((name) => {
    const profile = readProfile(files, name)
    const source = profile?.get('source_profile')
    if (!profile || source === undefined || profile.get('role_arn')) return []
    return [
      `${name} has no role_arn, so rolecall uses the credentials of ${source}. SDKs would find none`,
    ]
  })
}
