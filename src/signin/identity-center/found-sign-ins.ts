import { sha256 } from '../../core/digest/sha256.js'
import { isRolecallError } from '../../core/errors.js'
import {
  noteInSsoEntry,
  readSsoSignIn,
  ssoEntry,
  type SsoEntry,
} from '../../secrets/sso-sign-ins.js'
import type { SecretStore, StoreName } from '../../store/store.js'
import type { Host } from '../../system/host.js'
import { readAwsCliFile } from './aws-cli-file.js'
import type { FoundSignIn, SignInPorts, SignInTarget } from './sign-in-ports.js'
import { parseToken, type SsoToken } from './token.js'

/** Where sign-ins are found. */
export interface Places {
  host: Pick<Host, 'paths' | 'now'>
  storeNamed: (name: StoreName) => Promise<SecretStore>
  notify: (message: string) => void
}

/** Whose sign-in it is. */
export type SignInName = Pick<SignInTarget, 'id' | 'startUrl' | 'region'>

/** As many hashes of access tokens are remembered. */
export const MAX_HASHES = 8

/** The hash by which the index knows an access token. */
export const tokenHash = ({ accessToken }: SsoToken): string => sha256(accessToken)

/**
 * Finds the sign-ins of one `[sso-session]` or start URL. The AWS CLI's file comes first, so that
 * rolecall is the same user as the SDKs.
 */
export function foundSignIns(
  name: SignInName,
  { host, storeNamed, notify }: Places,
): Pick<SignInPorts, 'find' | 'use'> {
  const { id } = name
  const inStore = async (entry: SsoEntry | undefined): Promise<SsoToken | undefined> => {
    try {
      const token = entry && parseToken(await readSsoSignIn(entry, storeNamed))
      return token && isFor(name, token) ? token : undefined
    } catch (error) {
      if (isRolecallError(error)) throw error
      const reason = error instanceof Error ? error.message : String(error)
      notify(`${reason}: the sign-in there cannot be used`)
      return undefined
    }
  }

  return {
    async find() {
      const entry = ssoEntry(id, host)
      const file = signInInFile(name, host)
      const isReplaced = file && entry?.replaced.includes(tokenHash(file))
      const own = await inStore(entry)
      const found: FoundSignIn[] = []
      if (file && !isReplaced) found.push({ token: file, place: 'aws-cli' })
      if (own) found.push({ token: own, place: 'store' })
      return found
    },

    use({ token, place }) {
      const entry = ssoEntry(id, host)
      const file = signInInFile(name, host)
      if (place === 'aws-cli' || !entry || !file || file.accessToken === token.accessToken) return
      const hash = tokenHash(file)
      if (entry.replaced.includes(hash) || entry.tokens.includes(hash)) return
      noteInSsoEntry({ ...entry, replaced: [...entry.replaced, hash].slice(-MAX_HASHES) }, host)
    },
  }
}

/** The sign-in in the AWS CLI's file. */
export function signInInFile(name: SignInName, host: Pick<Host, 'paths'>): SsoToken | undefined {
  const token = readAwsCliFile(name.id, host)
  return token && isFor(name, token) ? token : undefined
}

/** A start URL or a region that was edited since makes the sign-in another one's. */
const isFor = (name: SignInName, { startUrl, region }: SsoToken): boolean =>
  (!startUrl || startUrl === name.startUrl) && (!region || region === name.region)
