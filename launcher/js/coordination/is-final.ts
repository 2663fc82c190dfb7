import type { isFinal as original } from '../../../src/coordination/is-final.js'
import { mustReport } from '../effects.js'
import { hasWaited } from '../fs.js'

/** In place of src/coordination/is-final.ts: any other failure is left to the program (cold.ts). */
export const isFinal: typeof original = () => mustReport() || hasWaited()
