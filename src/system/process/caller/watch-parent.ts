import type { Host } from '../../host.js'
import { sleep } from '../../time.js'
import { descendants } from './calling-program.js'
import { sendSignal } from '../child-group.js'
import { ignoresHangUp } from '../inherited-state.js'
import { isAlive } from '../watch-process.js'

/** Milliseconds between two looks. */
const POLL_MS = 250

/** The parent of every process whose own parent has ended, or a service manager. */
const INIT = 1

/**
 * Watches the parent of this process, for a server that must not outlive it. Under nohup it is not
 * watched: who ignores the end of the terminal wants to outlive it.
 * @param onGone called once, after the parent has ended in any way
 * @returns stops watching
 */
export function watchParent(host: Host, onGone: () => void): () => void {
  const { ppid, platform } = host
  if (ppid <= INIT || ignoresHangUp(host)) return () => undefined
  const isGone = (): boolean => (platform === 'win32' ? !isAlive(ppid) : process.ppid !== ppid)
  const timer = setInterval(() => {
    if (!isGone()) return
    clearInterval(timer)
    onGone()
  }, POLL_MS)
  return () => clearInterval(timer)
}

/** Milliseconds that the children get to end by themselves. */
const GRACE_MS = 400

/** Ends everything that this process has started: politely first, then for certain. */
export async function endChildren({ pid, platform }: Host): Promise<void> {
  if (platform === 'win32') return
  for (const child of descendants(pid, platform)) sendSignal(child, 'SIGTERM')
  const end = performance.now() + GRACE_MS
  while (descendants(pid, platform).length > 0 && performance.now() < end) await sleep(20)
  for (const child of descendants(pid, platform)) sendSignal(child, 'SIGKILL')
}
