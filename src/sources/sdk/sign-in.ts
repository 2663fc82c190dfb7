import { sha256 } from '../../core/digest/sha256.js'
import { writeFleeting } from '../../system/files/atomic-file.js'
import type { Host } from '../../system/host.js'
import { join } from '../../system/path.js'
import { STATE_PATHS } from '../../system/state-paths.js'

/** Where the SDK finds the profile of a sign-in, by the SDK's own parameter names. */
export interface SdkProfile {
  profile: string
  configFilepath?: string
  /** The credentials file. */
  filepath?: string
}

const PROFILE = 'rolecall'

/**
 * Writes a config file for the SDK's providers of sign-ins. They read the profile themselves, with
 * a parser that skips names that rolecall's accepts (docs/contracts.md §3.1), and know no
 * `rolecall_` keys. The file contains the resolved keys, none of which is a secret.
 * @param name of the user's profile, which is used if the home is read-only
 * @param keys lines of the profile, and sections after it
 */
export function writeSdkProfile(name: string, keys: string, { paths }: Host): SdkProfile {
  const text = `[profile ${PROFILE}]\n${keys}`
  const path = join(paths.state, STATE_PATHS.sdkProfiles, sha256(text))
  try {
    writeFleeting(path, text)
    return { profile: PROFILE, configFilepath: path, filepath: path }
  } catch {
    return { profile: name }
  }
}
