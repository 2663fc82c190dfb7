import { counted } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { journalFaults } from '../../../history/search.js'
import { unreadableRevocations } from '../../../secrets/revocations.js'
import { indexedKeys, indexPath, readIndexEntry } from '../../../secrets/secret-index.js'
import { SECRET_KIND_NAMES, SECRET_KINDS } from '../../../secrets/kinds.js'
import { inspect } from '../../../system/files/inspect.js'
import { join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Lines and files of the history that `rolecall history` skips. */
export function readableHistory({ host }: Examined): Finding[] {
  const folder = join(host.paths.state, STATE_PATHS.history)
  const { badLines, badFiles } = journalFaults(folder)
  const [damaged] = badLines.keys()
  const lines = [...badLines.values()].reduce((sum, count) => sum + count, 0)
  const files = badFiles.map((name) => join(folder, name)).filter(isPrivate)
  return [
    ...(damaged === undefined
      ? []
      : [
          {
            severity: 'note',
            message: `the history has ${counted(lines, 'damaged line')}, from ${damaged} on, which rolecall skips`,
            hint: 'all others can be read; to see them',
            command: 'rolecall history',
            file: { path: join(folder, damaged) },
          } satisfies Finding,
        ]),
    ...files.map((path) => removable(path, 'warning', 'is not a file of the history: too large')),
  ]
}

/** Entries of the index and records of revocations that rolecall cannot read, and so ignores. */
export function readableRecords({ host }: Examined): Finding[] {
  const { state } = host.paths
  const entries = SECRET_KIND_NAMES.flatMap((kind) => {
    const isLasting = SECRET_KINDS[kind].needsPersistentStore
    return indexedKeys(kind, state)
      .filter((key) => readIndexEntry(kind, state, key) === undefined)
      .map((key) => indexPath(kind, state, key))
      .filter(isPrivate)
      .map((path) =>
        removable(
          path,
          isLasting ? 'error' : 'note',
          `is damaged, so that rolecall does not find the ${kind} in its store`,
        ),
      )
  })
  const revocations = unreadableRevocations(state)
    .filter(isPrivate)
    .map((path) =>
      removable(
        path,
        'warning',
        'is the damaged record of a revocation: sessions that it ended may be used again, and its undo needs --force',
      ),
    )
  return [...entries, ...revocations]
}

/** Others are reported with their permissions. */
function isPrivate(path: string): boolean {
  const found = inspect(path)
  return found !== undefined && found.privacyFault === undefined
}

const removable = (path: string, severity: Finding['severity'], what: string): Finding => ({
  severity,
  message: `${path} ${what}`,
  hint: 'remove it',
  command: `rm ${shellWord(path)}`,
  file: { path },
})
