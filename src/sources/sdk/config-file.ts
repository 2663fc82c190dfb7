import { join } from 'node:path'
import type { Source } from '../../core/source.js'
import { sha256 } from '../../core/sha256.js'
import { writeFleeting } from '../../system/files/atomic-file.js'

/** Sources that the SDK finds by the name of a profile. */
export type SignInSource = Extract<Source, { kind: 'sso' | 'login' }>

/** Where the SDK is to look, by its own names. */
export interface SdkProfile {
  profile: string
  configFilepath?: string
  /** The credentials file. */
  filepath?: string
}

const NAME = 'rolecall'

/**
 * The SDK's providers of sign-ins look a profile up themselves, by a grammar that drops names that ours reads (contracts §3.1), and
 * know no `rolecall_` keys. So they get a config file with what was resolved, of which nothing is a secret.
 * @param folder below the state folder
 */
export function sdkProfile(source: SignInSource, folder: string): SdkProfile {
  const text = `[profile ${NAME}]\n${keysOf(source)}`
  const path = join(folder, sha256(text))
  try {
    writeFleeting(path, text)
    return { profile: NAME, configFilepath: path, filepath: path }
  } catch {
    // In a home that cannot be written to the SDK may still find the profile where we found it.
    return { profile: source.profile }
  }
}

function keysOf(source: SignInSource): string {
  if (source.kind === 'login')
    return `login_session = ${source.session}\nregion = ${source.region}\n`
  const { session, startUrl, region } = source
  if (session === undefined) return ''
  const section = `[sso-session ${session}]\nsso_start_url = ${startUrl}\nsso_region = ${region}\n`
  return `sso_session = ${session}\n${section}`
}
