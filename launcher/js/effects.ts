/*
 * What must not happen twice. Until then the program may still take over: it starts from the
 * beginning. Afterwards this process has to end by itself.
 */

import { host } from './host.js'

let happened = false
let attempted = false

/** Takes down that a request may have reached a server, or that another program has run. */
export function noteEffect(): void {
  happened = true
  host.noteEffect()
}

/** True once something has happened that the program must not repeat. */
export const hasEffects = (): boolean => happened

/**
 * Takes down that a server was asked and failed. The program may ask again, for example once the
 * user has signed in, but not only to report the same failure.
 */
export const noteAttempt = (): void => void (attempted = true)

/** True once a failure is this process's own to report. */
export const mustReport = (): boolean => happened || attempted
