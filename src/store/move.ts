import { secondsLeft } from '../core/freshness.js'
import type { Host } from '../host/host.js'
import { openStore, type OpenOptions, type StoreHost } from './open.js'
import { labelOf } from './session-cache.js'
import { listSideFiles, removeSideFile, writeSideFile, type SideFile } from './side-files.js'
import { isStoreError, type SecretStore, type StoreName } from './store.js'

export interface Moved {
  moved: number
  /** What stayed where it was, by store, with the reason. */
  left: { store: StoreName; sessions: number; reason: string }[]
}

/** Takes every session to one store. What cannot be moved stays where it is; what has expired is forgotten. */
export async function moveSessions(
  host: StoreHost & Pick<Host, 'now'>,
  to: SecretStore,
  options: OpenOptions,
): Promise<Moved> {
  const all = listSideFiles(host.paths.state).filter(({ store }) => store !== to.name)
  const result: Moved = { moved: 0, left: [] }
  for (const name of new Set(all.map(({ store }) => store))) {
    const sides = all.filter(({ store }) => store === name)
    let done = 0
    try {
      const from = await openStore(name, host, options)
      try {
        for (const side of sides) {
          result.moved += (await moveOne(host, side, from, to)) ? 1 : 0
          done++
        }
      } finally {
        from.close()
      }
    } catch (error) {
      if (!isStoreError(error)) throw error
      result.left.push({ store: name, sessions: sides.length - done, reason: error.message })
    }
  }
  return result
}

/** Written before it is removed: a crash in between leaves it twice, which harms nobody. */
async function moveOne(
  { paths, now }: StoreHost & Pick<Host, 'now'>,
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
