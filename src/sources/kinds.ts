import type { SigningIdentity } from '../core/credentials.js'
import type { Evidence } from '../core/state/evidence.js'
import type { Source, SourceKind } from '../core/source.js'
import { cognitoKind } from './cognito/traits.js'
import { containerKind } from './ecs-container/traits.js'
import { environmentKind } from './environment/traits.js'
import { githubActionsKind } from './github-actions/traits.js'
import { instanceMetadataKind } from './ec2-instance-metadata/traits.js'
import { loginKind } from './login/traits.js'
import { oidcKind } from './oidc/traits.js'
import { processKind } from './process/traits.js'
import { rolesAnywhereKind } from './roles-anywhere/traits.js'
import { samlKind } from './saml/traits.js'
import { ssoKind } from './sso/traits.js'
import { staticKind } from './static/traits.js'
import { storedKeyKind } from './stored-key/traits.js'
import type { KindOfSource, SourceTraits } from './traits.js'
import {
  webIdentityEnvKind,
  webIdentityFileKind,
  webIdentityProcessKind,
} from './web-identity/traits.js'

/**
 * Every kind of source. The compiler rejects this table, and OPENERS in open.ts, if a kind of the
 * union `Source` is missing.
 */
const KINDS = {
  'stored-key': storedKeyKind,
  static: staticKind,
  environment: environmentKind,
  process: processKind,
  'ec2-instance-metadata': instanceMetadataKind,
  'ecs-container': containerKind,
  sso: ssoKind,
  login: loginKind,
  'web-identity-file': webIdentityFileKind,
  'web-identity-env': webIdentityEnvKind,
  'web-identity-process': webIdentityProcessKind,
  'github-actions': githubActionsKind,
  oidc: oidcKind,
  saml: samlKind,
  'roles-anywhere': rolesAnywhereKind,
  cognito: cognitoKind,
} satisfies { [K in SourceKind]: KindOfSource<K> }

/** The answers of a source to everything that is asked before it is opened. */
export function traitsOf(source: Source): SourceTraits {
  // TypeScript cannot relate the kind of the source to the parameter of the kind's own function.
  return (KINDS[source.kind] as KindOfSource<SourceKind>).traits(source)
}

/** The source with what shows whose it is, see {@link KindOfSource.identify}. */
export function identifySource(
  source: Source,
  evidence: Evidence,
  answer?: SigningIdentity,
): Source {
  const { identify } = KINDS[source.kind] as KindOfSource<SourceKind>
  return identify(source, evidence, answer)
}

/** @returns undefined if the profile's name says more than the kind: keys, a command */
export function labelOfKind(kind: SourceKind): string | undefined {
  return KINDS[kind].label
}
