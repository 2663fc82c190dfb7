import { signerOf } from '../../core/state/evidence.js'
import type { KindOfSource } from '../traits.js'

export const processKind: KindOfSource<'process'> = {
  label: undefined,
  traits: (source) => ({
    ability: source.longTerm ? 'long-term' : 'unsure',
    mayBeLongTerm: true,
    keyIdentity: source.signer,
    route: { ...source, signer: undefined },
    cachedAs: undefined,
    remembered: undefined,
    description: `${source.longTerm ? 'the access key from ' : ''}the credential_process of profile ${source.profile}`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: true,
    signIn: undefined,
    saml: undefined,
    certificate: undefined,
    pool: undefined,
  }),
  /** What a command prints may depend on anything: it is asked each time. */
  identify: ({ signer: _, ...source }, _evidence, answer) =>
    answer && 'accessKeyId' in answer ? { ...source, signer: signerOf(answer) } : source,
}
