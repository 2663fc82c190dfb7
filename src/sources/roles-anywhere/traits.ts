import type { RolesAnywhereSource } from '../../core/source.js'
import type { KindOfSource } from '../traits.js'

export const rolesAnywhereKind: KindOfSource<'roles-anywhere'> = {
  label: 'Roles Anywhere',
  traits: (source) => ({
    ability: 'token',
    mayBeLongTerm: false,
    keyIdentity:
      source.certificateHash === undefined ? undefined : { certificate: source.certificateHash },
    route: routeOf(source),
    cachedAs: undefined,
    remembered: undefined,
    description: `the certificate in ${source.certificate}, for IAM Roles Anywhere`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
    certificate: source,
    pool: undefined,
  }),
  /** A certificate names its holder. Trust anchor and profile are part of the step. */
  identify({ certificateHash: _, ...source }, evidence, answer) {
    const certificateHash =
      answer && 'certificateHash' in answer
        ? answer.certificateHash
        : evidence.hashOf(source.certificate)
    return certificateHash === undefined ? source : { ...source, certificateHash }
  },
}

function routeOf({ kind, certificate }: RolesAnywhereSource): object {
  return { kind, certificate }
}
