import type { sha256 as original } from '../../../src/core/digest/sha256.js'
import { host } from '../host.js'

/** In place of src/core/digest/sha256.ts, which is slow in an engine without a compiler. */
export const sha256: typeof original = (text) => host.sha256(text.toWellFormed())
