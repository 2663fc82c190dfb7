import type { AwsFiles } from '../aws-files/aws-files.js'
import type { SigningIdentity } from '../core/credentials.js'
import type { SingleFlight } from '../coordination/single-flight.js'
import type { Plan } from '../core/plan.js'
import type { SourceKind, SourceOf } from '../core/source.js'
import type { SessionCache } from '../secrets/session-cache.js'
import type { Host } from '../system/host.js'

/** Everything that an opener needs in addition to the source. */
export interface OpenContext {
  /** The name for messages, and the certificate authorities to trust. */
  plan: Pick<Plan, 'profile' | 'caBundle' | 'fallback'>
  /** For hints: the `rolecall login` that makes the same plan, quoted for a shell. */
  login: string
  host: Host
  files: AwsFiles
  /** The stores with refresh tokens, client secrets and long-term keys. */
  cache: Pick<SessionCache, 'secrets' | 'storeNamed'>
  /** `--saml-assertion`: a file, or `-` for stdin. It replaces the origin in the profile. */
  samlAssertion?: string | undefined
  /** True: the user signs in with a code on another device, even if there is a browser here. */
  useDevice?: boolean | undefined
  /** False: neither rolecall nor a command that it runs may prompt, nor open a window. */
  mayPrompt: boolean
  /** True if standard error belongs to an SDK: messages for the user need a terminal. */
  isSilent: boolean
  /** Profiles and cache keys that are being obtained, for the recursion guard of a child. */
  chain: readonly string[]
  notify: (message: string) => void
  /** Shows a QR code with this text to a person at a terminal. */
  showQrCode?: ((text: string) => Promise<void>) | undefined
  /** Prompts for the passphrase of a file; undefined if the audience cannot be asked for it. */
  askPassphrase?: ((what: string, hint: string) => Promise<string>) | undefined
  /**
   * Runs `work` in one process at a time. The others get its result if `accepts` allows it, or its
   * failure.
   */
  singleFlight: SingleFlight
}

/**
 * Fetches the credentials of a source, or the token that is exchanged for them.
 * @throws RolecallError that names the source and contains no secret
 */
export type OpenSource<K extends SourceKind> = (
  source: SourceOf<K>,
  context: OpenContext,
) => SigningIdentity | Promise<SigningIdentity>
