import type { SamlAssertion, SamlRole } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'

/** What the profile and the flags say of the role. */
export interface WantedRole {
  roleArn?: string | undefined
  providerArn?: string | undefined
}

/**
 * The assertion's roles that fit. A role and a provider that are both named need no assertion to
 * name them, which is how an encrypted one can be used.
 * @returns one or more
 * @throws RolecallError that lists what the assertion offers
 */
export function fittingRoles(
  assertion: SamlAssertion,
  { roleArn, providerArn }: WantedRole,
): [SamlRole, ...SamlRole[]] {
  if (roleArn && providerArn) return [{ roleArn, providerArn }]
  if (assertion.encrypted) {
    throw new RolecallError('config', 'the SAML assertion is encrypted, and only AWS can read it', {
      hint: 'name both role_arn and saml_provider_arn in the profile: then nothing needs to be read',
    })
  }
  const [first, ...rest] = assertion.roles.filter(
    (role) =>
      (roleArn === undefined || role.roleArn === roleArn) &&
      (providerArn === undefined || role.providerArn === providerArn),
  )
  if (first) return [first, ...rest]
  if (assertion.roles.length === 0) {
    throw new RolecallError('failed', 'the SAML assertion grants no role in AWS', {
      hint: 'ask the administrator of the identity provider: it must send https://aws.amazon.com/SAML/Attributes/Role',
    })
  }
  const wanted = printable(roleArn ?? providerArn ?? '')
  throw new RolecallError('refused', `the identity provider does not offer you ${wanted}`, {
    hint: `it offers: ${listed(assertion.roles)}`,
  })
}

/** Where several fit and nobody can be asked. */
export function undecidedRoleError(roles: readonly SamlRole[]): RolecallError {
  return new RolecallError('interaction', `the identity provider offers ${roles.length} roles`, {
    reason: 'cannot-ask',
    hint: `choose one with --role-arn: ${listed(roles)}`,
  })
}

function listed(roles: readonly SamlRole[]): string {
  return [...new Set(roles.map(({ roleArn }) => roleArn))].join(', ')
}
