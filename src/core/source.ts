import type {
  StoredKeySource,
  StaticSource,
  EnvironmentSource,
  ProcessSource,
} from './source/keys.js'
import type { InstanceMetadataSource, ContainerSource } from './source/machine.js'
import type {
  WebIdentityFileSource,
  WebIdentityEnvSource,
  WebIdentityProcessSource,
  GithubActionsSource,
} from './source/tokens.js'
import type { SsoSource, LoginSource, OidcSource, SamlSource } from './source/sign-ins.js'
import type { RolesAnywhereSource } from './source/certificate.js'
import type { CognitoSource } from './source/pool.js'

/**
 * Where the first credentials of a plan come from. A source contains no secret, so that a plan can
 * be printed: the secret is fetched when the source is opened (src/sources/open.ts).
 */
export type Source =
  | StoredKeySource
  | StaticSource
  | EnvironmentSource
  | ProcessSource
  | InstanceMetadataSource
  | ContainerSource
  | SsoSource
  | LoginSource
  | WebIdentityFileSource
  | WebIdentityEnvSource
  | WebIdentityProcessSource
  | GithubActionsSource
  | OidcSource
  | SamlSource
  | RolesAnywhereSource
  | CognitoSource

/** The name of a kind of source, as `list --json` and `explain --json` print it. */
export type SourceKind = Source['kind']

/** The source of one kind. */
export type SourceOf<K extends SourceKind> = Extract<Source, { kind: K }>
