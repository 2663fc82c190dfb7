import { isRolecallError } from '../../core/errors.js'
import type { SsoIdentity } from '../../core/state/sso-sign-in.js'
import { saveSsoSignIn, ssoEntry } from '../../secrets/sso-sign-ins.js'
import type { SecretStore } from '../../store/store.js'
import { writeAwsCliFile } from './aws-cli-file.js'
import {
  MAX_HASHES,
  signInInFile,
  tokenHash,
  type Places,
  type SignInName,
} from './found-sign-ins.js'
import type { SignInPorts } from './sign-in-ports.js'
import { renewableUntil, type SsoToken } from './token.js'

/** Where sign-ins are kept. */
export interface Keepers extends Pick<Places, 'host' | 'notify'> {
  store: () => Promise<SecretStore | undefined>
  /** Whether the AWS CLI's file is written too (`sso_cache = shared`). */
  isShared: boolean
}

/**
 * Keeps the sign-ins of one `[sso-session]` or start URL. The AWS CLI's file is written if it was
 * renewed, or if the user wants that; the store gets every sign-in, because other programs lose
 * refresh tokens.
 */
export function keepSignIn(
  name: SignInName,
  { host, store, isShared, notify }: Keepers,
): SignInPorts['save'] {
  const { id, startUrl, region } = name
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

  return async (token, before) => {
    const entry = ssoEntry(id, host)
    const [hash, file] = [tokenHash(token), signInInFile(name, host)]
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
  }
}
