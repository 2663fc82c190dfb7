import type { SigningIdentity } from '../../core/credentials.js'
import { sha256 } from '../../core/digest/sha256.js'
import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const webIdentityFileKind: KindOfSource<'web-identity-file'> = {
  label: 'web identity',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'token',
    keyIdentity: source.tokenHash === undefined ? undefined : { tokenHash: source.tokenHash },
    route: { ...source, tokenHash: undefined },
    description: `the web identity token in ${source.file}`,
    profile: source.profile,
    runsCommand: false,
  }),
  identify({ tokenHash: _, ...source }, evidence, answer) {
    const tokenHash = answer ? hashOfToken(answer) : evidence.hashOf(source.file)
    return tokenHash === undefined ? source : { ...source, tokenHash }
  },
}

export const webIdentityEnvKind: KindOfSource<'web-identity-env'> = {
  label: 'web identity',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'token',
    keyIdentity: { tokenHash: source.tokenHash },
    route: { ...source, tokenHash: undefined },
    description: `the web identity token in ${source.variable}`,
    profile: source.profile,
    runsCommand: false,
  }),
  identify(source, _evidence, answer) {
    const tokenHash = answer && hashOfToken(answer)
    return tokenHash === undefined ? source : { ...source, tokenHash }
  },
}

export const webIdentityProcessKind: KindOfSource<'web-identity-process'> = {
  label: 'web identity',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'token',
    keyIdentity: source.tokenHash === undefined ? undefined : { tokenHash: source.tokenHash },
    route: { ...source, tokenHash: undefined },
    description: source.system
      ? `the identity of this ${source.system} job`
      : `the web identity token that the command of profile ${source.profile} prints`,
    profile: source.profile,
    runsCommand: true,
  }),
  /** What a command prints may depend on anything: it is asked each time. */
  identify({ tokenHash: _, ...source }, _evidence, answer) {
    const tokenHash = answer && hashOfToken(answer)
    return tokenHash === undefined ? source : { ...source, tokenHash }
  },
}

const hashOfToken = (answer: SigningIdentity): string | undefined =>
  'webIdentityToken' in answer ? sha256(answer.webIdentityToken) : undefined
