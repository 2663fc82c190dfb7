import {
  readIndexEntry,
  removeIndexEntry,
  writeIndexEntry,
  type IndexEntry,
} from './session-index.js'

/**
 * Notes a session, then has it stored: whoever is killed in between leaves a note of nothing, which harms nobody, and no session
 * that nobody finds. A disk that takes no note does not cost the session.
 * @throws whatever `store` does, with the note as it was before; Error of the disk where the session is stored and not noted
 */
export async function writeIndexed(
  state: string,
  side: IndexEntry,
  store: () => Promise<void>,
): Promise<void> {
  const before = readIndexEntry(state, side.key)
  const isNoted = succeeds(() => writeIndexEntry(state, side))
  try {
    await store()
  } catch (error) {
    succeeds(() => {
      if (before) writeIndexEntry(state, before)
      else removeIndexEntry(state, side.key)
    })
    throw error
  }
  if (!isNoted) writeIndexEntry(state, side)
}

function succeeds(work: () => void): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
