import { hasEffects } from './effects.js'
import { host } from './host.js'

/*
 * What the launcher cannot do exactly as Node does it, it leaves to the program. The fast path
 * catches exceptions in places, so an exception alone could turn into another answer: what is said
 * here holds even if it is caught. A cold call would go on to AWS, so there it leaves at once,
 * unless something has happened that must not happen twice.
 */

let reason: string | undefined
let atOnce = false

/**
 * Gives the command to the program.
 * @param why a constant text, or one without secrets
 * @throws Error always
 */
export function unsure(why: string): never {
  reason ??= why
  if (atOnce && !hasEffects()) leaveToProgram(why)
  throw new Error(why)
}

/** Lets {@link unsure} become the program at once. */
export const leaveAtOnce = (): void => void (atOnce = true)

/** Why the program must answer, if anything said so. */
export const whyUnsure = (): string | undefined => reason

/** Ends in the program. */
export function leaveToProgram(why: string): void {
  host.becomeProgram(reason ?? why)
}
