import process from 'node:process'
import { isatty } from 'node:tty'

const STREAMS = [0, 1, 2]

/**
 * Ends us as the end of a terminal ends whoever does not listen to it: for where one is gone, as when its window was closed. Nothing
 * can be put back there, and Node, which tries to whenever a process exits, would abort.
 */
export function hangUp(): void {
  process.removeAllListeners('SIGHUP')
  process.kill(process.pid, 'SIGHUP')
}

/** @returns to be called before the process exits: {@link hangUp}, if a terminal among our streams has gone since */
export function watchTerminals(): () => void {
  const terminals = STREAMS.filter((stream) => isatty(stream))
  return () => {
    if (!terminals.every((stream) => isatty(stream))) hangUp()
  }
}
