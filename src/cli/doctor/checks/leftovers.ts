import { parseObject } from '../../../core/json.js'
import { humanDuration } from '../../../core/time/duration.js'
import { printable } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { utf8Text } from '../../../system/bytes.js'
import { readOwnFile } from '../../../system/files/read-own-file.js'
import { entriesOf, inspect } from '../../../system/files/inspect.js'
import { editTarget } from '../../../system/files/aws/edit-target.js'
import { join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'
import { isLockFree } from '../../../system/files/lock.js'
import { isProcessAlive } from '../../../system/process/path/programs-on-path.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** A prompt is answered, or times out, within this time. */
const LONG_MS = 15 * 60_000

/** Locks of processes that hang, and names of processes that were killed. */
export function locks({ host }: Examined): Finding[] {
  const now = host.now().at
  return entriesOf(join(host.paths.state, STATE_PATHS.locks)).flatMap((path): Finding[] => {
    const holder = holderOf(path)
    const heldMs = now - (inspect(path)?.changedAt ?? now)
    if (!holder) return []
    // Another process may have the ID by now.
    if (!isProcessAlive(holder.pid) || isLockFree(path)) {
      return [
        {
          severity: 'note',
          message: `${path} names process ${holder.pid}, which was killed; the lock itself is free`,
          hint: 'empty the file',
          command: `truncate -s 0 ${shellWord(path)}`,
          file: { path },
        },
      ]
    }
    if (heldMs < LONG_MS) return []
    return [
      {
        severity: 'warning',
        message: `${printable(holder.name)} (process ${holder.pid}) has held a lock for ${humanDuration(Math.round(heldMs / 1000))}, and others wait for it`,
        hint: 'answer its prompt, or end it',
        command: `kill ${holder.pid}`,
        file: { path },
      },
    ]
  })
}

function holderOf(path: string): { pid: number; name: string } | undefined {
  try {
    const data = readOwnFile(path)
    const { pid, name } = (data && parseObject(utf8Text(data))) ?? {}
    return typeof pid === 'number' && typeof name === 'string' ? { pid, name } : undefined
  } catch {
    return undefined
  }
}

/** New versions of the AWS files that a crash has left, with all that they contain. */
export function unfinishedEdits({ files }: Examined): Finding[] {
  const { config, credentials } = files()
  return [config.path, credentials.path].flatMap((path): Finding[] => {
    const left = `${editTarget(path)}.rolecall-new`
    if (!inspect(left)) return []
    return [
      {
        severity: 'warning',
        message: `${left} is left over from an interrupted edit`,
        hint: 'compare it with the file, then remove it',
        command: `rm -i ${shellWord(left)}`,
        file: { path: left },
      },
    ]
  })
}
