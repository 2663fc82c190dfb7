import { readSideFile, removeSideFile, writeSideFile, type SideFile } from './session-index.js'

/**
 * Notes a session, then has it stored: whoever is killed in between leaves a note of nothing, which harms nobody, and no session
 * that nobody finds. A disk that takes no note does not cost the session.
 * @throws whatever `store` does, with the note as it was before; Error of the disk where the session is stored and not noted
 */
export async function writeNoted(
  state: string,
  side: SideFile,
  store: () => Promise<void>,
): Promise<void> {
  const before = readSideFile(state, side.key)
  const isNoted = succeeds(() => writeSideFile(state, side))
  try {
    await store()
  } catch (error) {
    succeeds(() => {
      if (before) writeSideFile(state, before)
      else removeSideFile(state, side.key)
    })
    throw error
  }
  if (!isNoted) writeSideFile(state, side)
}

function succeeds(work: () => void): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
