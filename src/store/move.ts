import { secondsLeft } from '../core/freshness.js'
import type { Host } from '../host/host.js'
import { openStore, type OpenOptions, type StoreHost } from './open.js'
import {
  labelOf,
  listSideFiles,
  removeSideFile,
  writeSideFile,
  type SideFile,
} from './side-files.js'
import { isStoreError, type SecretStore, type StoreError, type StoreName } from './store.js'

export interface Moved {
  moved: number
  /** What stayed where it was, by store, with the reason. */
  left: { store: StoreName; sessions: number; reason: string }[]
}

type MoveHost = StoreHost & Pick<Host, 'now'>

/** Takes every session to one store. What cannot be moved stays where it is; what has expired is forgotten. */
export async function moveSessions(
  host: MoveHost,
  to: SecretStore,
  options: OpenOptions,
): Promise<Moved> {
  const all = listSideFiles(host.paths.state).filter(({ store }) => store !== to.name)
  const result: Moved = { moved: 0, left: [] }
  for (const name of new Set(all.map(({ store }) => store))) {
    const sides = all.filter(({ store }) => store === name)
    const left = new Map<string, number>()
    let from: SecretStore | undefined
    let broken: StoreError | undefined
    for (const side of sides) {
      try {
        if (broken) throw broken
        from ??= await openStore(name, host, options)
        if (await moveOne(host, side, from, to)) result.moved++
      } catch (error) {
        if (!isStoreError(error)) throw error
        // One damaged item says nothing of the others.
        if (error.fault !== 'damaged') broken = error
        left.set(error.message, (left.get(error.message) ?? 0) + 1)
      }
    }
    from?.close()
    for (const [reason, sessions] of left) result.left.push({ store: name, sessions, reason })
  }
  return result
}

/** Written before it is removed: a crash in between leaves it twice, which harms nobody. */
async function moveOne(
  { paths, now }: MoveHost,
  side: SideFile,
  from: SecretStore,
  to: SecretStore,
): Promise<boolean> {
  const lifetime = secondsLeft(side, now())
  const value = lifetime > 0 ? await from.read(side.key) : undefined
  const kept = value !== undefined && to.name !== 'none'
  if (kept) {
    await to.write(side.key, value, labelOf(side), lifetime)
    writeSideFile(paths.state, { ...side, store: to.name })
  }
  await from.remove(side.key)
  if (!kept) removeSideFile(paths.state, side.key)
  return kept
}
