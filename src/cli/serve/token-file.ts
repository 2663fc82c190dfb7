import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { utf8Text } from '../../system/bytes.js'
import { sha256Hex } from '../../system/crypto.js'
import { removeFile, writePrivate } from '../../system/files/atomic-file.js'
import { holderOf, tryLock } from '../../system/files/lock.js'
import { readIfPresent } from '../../system/files/read-own-file.js'
import { runtimeDir } from '../../system/files/runtime-dir.js'
import type { Host } from '../../system/host.js'
import { join, placeOf } from '../../system/path.js'
import { STATE_PATHS } from '../../system/state-paths.js'

/** The token file of a running server. */
export interface TokenFile {
  write: (token: string) => void
  /** Removes the file, if it still has the token of this server. A second call does nothing. */
  release: () => void
}

/** A token of `newToken`, perhaps with the line break of an editor. */
const TOKEN = /^[\w-]{43}\n?$/

/**
 * Reserves a token file. A second server would replace the token that the clients of the first one
 * read, so that they would be refused: it gets an error. The lock ends with the process, so that a
 * file which a killed server has left is free.
 * @param path absolute
 * @throws RolecallError 'usage' if a server that runs has this file, or if it is another file
 */
export function holdTokenFile(path: string, host: Pick<Host, 'env' | 'paths'>): TokenFile {
  const id = sha256Hex(placeOf(path)).slice(0, 32)
  const lockFile = join(runtimeDir(host), STATE_PATHS.locks, `serve-${id}.lock`)
  const lock = tryLock(lockFile, 'rolecall serve')
  if (!lock) throw inUseError(path, holderOf(lockFile)?.pid)
  const present = textIn(path)
  if (present !== undefined && present !== '' && !TOKEN.test(present)) {
    lock.release()
    throw new RolecallError('usage', `${printable(path)} is not a token file`, {
      hint: 'give --token-file the path of a new file: it is removed at the end',
    })
  }
  let written: string | undefined
  return {
    write(token) {
      written = token
      writePrivate(path, token)
    },
    release() {
      if (written !== undefined && textIn(path) === written) removeFile(path)
      written = undefined
      lock.release()
    },
  }
}

/** @returns undefined for a missing file, and for one that is not this user's own */
function textIn(path: string): string | undefined {
  try {
    const data = readIfPresent(path)
    return data && utf8Text(data)
  } catch {
    return undefined
  }
}

function inUseError(path: string, pid: number | undefined): RolecallError {
  const whose = pid === undefined ? 'another rolecall serve' : `rolecall serve (pid ${pid})`
  return new RolecallError('usage', `${printable(path)} is the token file of ${whose}`, {
    hint: 'give this server a --token-file of its own',
  })
}
