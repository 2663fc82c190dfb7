import { signInNeededError } from '../../../src/sources/sso/place.js'
import type { signInAgain as original } from '../../../src/sources/sso/sign-in.js'
import { hasEffects } from '../effects.js'
import { unsure } from '../unsure.js'

/**
 * In place of src/sources/sso/sign-in.ts. The program renews sign-ins and prompts for them. After
 * something that must not happen twice it is too late for it; then the user is told to sign in.
 */
export const signInAgain: typeof original = async (place, context) => {
  if (!hasEffects()) unsure('a sign-in is needed')
  throw signInNeededError(place, context)
}
