import type { RolesAnywhereSource } from '../../core/source/certificate.js'
import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const rolesAnywhereKind: KindOfSource<'roles-anywhere'> = {
  label: 'Roles Anywhere',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'token',
    keyIdentity: holderOf(source),
    route: routeOf(source),
    description: `the certificate in ${source.certificate}, for IAM Roles Anywhere`,
    profile: source.profile,
    runsCommand: false,
    certificate: source,
  }),
  /** A certificate names its holder. Trust anchor and profile are part of the step. */
  identify({ certificateHash: _, keyHash: __, ...source }, evidence, answer) {
    const isAnswered = answer && 'certificateHash' in answer
    const certificateHash = isAnswered
      ? answer.certificateHash
      : evidence.hashOf(source.certificate)
    const keyHash = isAnswered ? answer.keyHash : evidence.hashOf(source.key)
    if (certificateHash === undefined || keyHash === undefined) return source
    return { ...source, certificateHash, keyHash }
  },
}

function holderOf({ certificateHash, keyHash }: RolesAnywhereSource): object | undefined {
  if (certificateHash === undefined || keyHash === undefined) return undefined
  return { certificate: certificateHash, key: keyHash }
}

function routeOf({ kind, certificate }: RolesAnywhereSource): object {
  return { kind, certificate }
}
