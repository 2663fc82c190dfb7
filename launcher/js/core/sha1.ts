import type { sha1 as original } from '../../../src/core/digest/sha1.js'
import { host } from '../host.js'

/** In place of src/core/digest/sha1.ts, which an engine without a compiler takes long for. */
export const sha1: typeof original = (text) => host.sha1(text.toWellFormed())
