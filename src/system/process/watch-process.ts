import { RolecallError } from '../../core/errors.js'

/** Milliseconds between two checks. A prompt may stay this long after its program has ended. */
const POLL_MS = 500

/**
 * Watches a process of this user.
 * @param pid undefined: nothing is watched
 * @param onGone called once, after the process has ended
 * @returns stops watching
 */
export function watchProcess(pid: number | undefined, onGone: () => void): () => void {
  if (pid === undefined) return () => undefined
  const timer = setInterval(() => {
    if (isAlive(pid)) return
    clearInterval(timer)
    onGone()
  }, POLL_MS)
  return () => clearInterval(timer)
}

/** True if there is a process with this ID. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it belongs to another user, as under sudo.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The error of a prompt whose caller has ended, such as an SDK that gave up. */
export function callerGoneError(): RolecallError {
  return new RolecallError('interaction', 'the program that asked for the credentials has ended')
}
