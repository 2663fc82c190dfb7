import type { sha1 as original } from '../../../src/core/digest/sha1.js'
import { host } from '../host.js'

/** In place of src/core/digest/sha1.ts, which is slow in an engine without a compiler. */
export const sha1: typeof original = (text) => host.sha1(text.toWellFormed())
