import { isRolecallError } from '../../core/errors.js'
import type { SsoIdentity } from '../../core/state/sso-sign-in.js'
import {
  noteInSsoEntry,
  readSsoSignIn,
  saveSsoSignIn,
  ssoEntry,
  type SsoEntry,
} from '../../secrets/sso-sign-ins.js'
import type { SecretStore, StoreName } from '../../store/store.js'
import type { Host } from '../../system/host.js'
import { readAwsCliFile, writeAwsCliFile } from './aws-cli-file.js'
import { tokenHash } from './sign-in.js'
import type { FoundSignIn, SignInPorts, SignInTarget } from './sign-in-ports.js'
import { parseToken, renewableUntil, type SsoToken } from './token.js'

/** Where sign-ins are kept. */
export interface Places {
  host: Pick<Host, 'paths' | 'now'>
  store: () => Promise<SecretStore | undefined>
  storeNamed: (name: StoreName) => Promise<SecretStore>
  /** Whether the AWS CLI's file is written too (`sso_cache = shared`). */
  isShared: boolean
  notify: (message: string) => void
}

/** As many hashes of access tokens are remembered. */
const MAX_HASHES = 8

/**
 * Finds and keeps the sign-ins of one `[sso-session]` or start URL. The AWS CLI's file comes first,
 * so that rolecall is the same user as the SDKs. It is written if it was renewed, or if the user
 * wants that; the store gets every sign-in, because other programs lose refresh tokens.
 */
export function keptSignIns(
  { id, startUrl, region }: Pick<SignInTarget, 'id' | 'startUrl' | 'region'>,
  { host, store, storeNamed, isShared, notify }: Places,
): Pick<SignInPorts, 'find' | 'save' | 'use'> {
  // A start URL or a region that was edited since makes the sign-in another one's.
  const isFor = (token: SsoToken): boolean =>
    (!token.startUrl || token.startUrl === startUrl) && (!token.region || token.region === region)

  const inFile = (): SsoToken | undefined => {
    const token = readAwsCliFile(id, host)
    return token && isFor(token) ? token : undefined
  }

  const inStore = async (entry: SsoEntry | undefined): Promise<SsoToken | undefined> => {
    try {
      const token = entry && parseToken(await readSsoSignIn(entry, storeNamed))
      return token && isFor(token) ? token : undefined
    } catch (error) {
      if (isRolecallError(error)) throw error
      const reason = error instanceof Error ? error.message : String(error)
      notify(`${reason}: the sign-in there cannot be used`)
      return undefined
    }
  }

  const write = async (token: SsoToken, known: SsoIdentity): Promise<void> => {
    const until = renewableUntil(token)
    const { expiresAt } = token
    const renewable = until === undefined ? {} : { renewableUntil: until }
    const metadata = { id, startUrl, region, expiresAt, ...renewable, ...known }
    try {
      await saveSsoSignIn(metadata, JSON.stringify(token), await store(), host)
    } catch (error) {
      if (isRolecallError(error)) throw error
      const reason = error instanceof Error ? error.message : String(error)
      notify(`${reason}: the sign-in is not remembered`)
    }
  }

  const share = (token: SsoToken): void => {
    try {
      writeAwsCliFile(id, token, host)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      notify(`the AWS CLI cannot use the sign-in: ${reason}`)
    }
  }

  return {
    async find() {
      const entry = ssoEntry(id, host)
      const file = inFile()
      const isReplaced = file && entry?.replaced.includes(tokenHash(file))
      const own = await inStore(entry)
      const found: FoundSignIn[] = []
      if (file && !isReplaced) found.push({ token: file, place: 'aws-cli' })
      if (own) found.push({ token: own, place: 'store' })
      return found
    },

    async save(token, before) {
      const entry = ssoEntry(id, host)
      const [hash, file] = [tokenHash(token), inFile()]
      const old = before && tokenHash(before.token)
      const same = old !== undefined && entry?.tokens.includes(old) ? entry : undefined
      const lineage = same?.tokens ?? (old === undefined ? [] : [old])
      const identity = same?.identity ?? old ?? hash
      const isWritten = isShared || (file !== undefined && lineage.includes(tokenHash(file)))
      if (isWritten) share(token)
      // Another sign-in in the AWS CLI's file is over, or it would have been used.
      const over = file && !lineage.includes(tokenHash(file)) ? [tokenHash(file)] : []
      await write(token, {
        identity,
        tokens: [...lineage, hash].slice(-MAX_HASHES),
        replaced: isWritten ? [] : [...(entry?.replaced ?? []), ...over].slice(-MAX_HASHES),
      })
    },

    use({ token, place }) {
      const entry = ssoEntry(id, host)
      const file = inFile()
      if (place === 'aws-cli' || !entry || !file || file.accessToken === token.accessToken) return
      const hash = tokenHash(file)
      if (entry.replaced.includes(hash) || entry.tokens.includes(hash)) return
      noteInSsoEntry({ ...entry, replaced: [...entry.replaced, hash].slice(-MAX_HASHES) }, host)
    },
  }
}
