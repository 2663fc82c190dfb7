import type { SigningIdentity } from '../../core/credentials.js'
import { signerOf, type Evidence } from '../../core/state/evidence.js'
import type { ContainerSource } from '../../core/source/machine.js'
import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const containerKind: KindOfSource<'ecs-container'> = {
  label: 'container',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'unsure',
    keyIdentity: identityOf(source),
    route: { kind: source.kind, uri: source.uri },
    cachedAs: isUnmistakable(source) ? 'container' : undefined,
    description: 'the role of this container',
    profile: undefined,
    runsCommand: false,
  }),
  /** A token in a file may have been replaced while the endpoint was asked: the answer decides. */
  identify({ signer: _, ...source }, evidence, answer) {
    const known = source.tokenFile === undefined ? source : withTokenOf(source, evidence, answer)
    if (isUnmistakable(known) || !answer || !('accessKeyId' in answer)) return known
    return { ...known, signer: signerOf(answer) }
  },
}

/** ECS gives each task a URI with a UUID of its own. */
const UUID = /[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{32}/i

/**
 * Whether the token or the URI belongs to one container only. An endpoint at a fixed address
 * without a token answers any container, and several containers may share a home.
 */
function isUnmistakable({ uri, tokenFile, tokenHash }: ContainerSource): boolean {
  return tokenHash !== undefined || (tokenFile === undefined && UUID.test(uri))
}

function identityOf(source: ContainerSource): object | undefined {
  const { uri, tokenHash, signer } = source
  return isUnmistakable(source) ? { uri, tokenHash } : signer
}

function withTokenOf(
  { tokenHash: before, ...source }: ContainerSource,
  evidence: Evidence,
  answer: SigningIdentity | undefined,
): ContainerSource {
  const tokenHash = source.tokenFile === undefined ? undefined : evidence.hashOf(source.tokenFile)
  const isSure = tokenHash !== undefined && (answer === undefined || tokenHash === before)
  return isSure ? { ...source, tokenHash } : source
}
