import type { SamlAssertion, SamlRole } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'

/** The role and provider that the profile and the flags select. */
export interface RoleFilter {
  roleArn?: string | undefined
  providerArn?: string | undefined
}

/**
 * Filters the assertion's roles. If the filter has both role and provider, the assertion need not
 * list them, so that an encrypted one can be used.
 * @returns at least one role
 * @throws RolecallError 'config' for an encrypted assertion, 'failed' if it has no role, 'refused'
 * if none fits
 */
export function fittingRoles(
  assertion: SamlAssertion,
  { roleArn, providerArn }: RoleFilter,
): [SamlRole, ...SamlRole[]] {
  if (roleArn && providerArn) return [{ roleArn, providerArn }]
  if (assertion.encrypted) {
    throw new RolecallError('config', 'only AWS can read this SAML assertion: it is encrypted', {
      hint: 'set both role_arn and saml_provider_arn in the profile',
    })
  }
  const [first, ...rest] = assertion.roles.filter(
    (role) =>
      (roleArn === undefined || role.roleArn === roleArn) &&
      (providerArn === undefined || role.providerArn === providerArn),
  )
  if (first) return [first, ...rest]
  if (assertion.roles.length === 0) {
    throw new RolecallError('failed', 'the SAML assertion contains no AWS role', {
      hint: "ask the identity provider's administrator to send the attribute https://aws.amazon.com/SAML/Attributes/Role",
    })
  }
  const wanted = printable(roleArn ?? providerArn ?? '')
  throw new RolecallError('refused', `the identity provider does not offer you ${wanted}`, {
    hint: `use one of the offered roles: ${roleArns(assertion.roles)}`,
  })
}

/** For several matching roles, if rolecall cannot prompt. */
export function undecidedRoleError(roles: readonly SamlRole[]): RolecallError {
  const names = roleArns(roles)
  const isOneRole = !names.includes(', ')
  const choices = isOneRole ? roles.map(({ providerArn }) => providerArn).join(', ') : names
  const what = isOneRole ? `this role with ${roles.length} SAML providers` : `${roles.length} roles`
  const flag = isOneRole ? '--saml-provider-arn' : '--role-arn'
  return new RolecallError('interaction', `the identity provider offers ${what}`, {
    reason: 'cannot-ask',
    hint: `choose one with ${flag}: ${choices}`,
  })
}

function roleArns(roles: readonly SamlRole[]): string {
  return [...new Set(roles.map(({ roleArn }) => roleArn))].join(', ')
}
