import { lockFile } from './fs.js'
import { unsure } from './unsure.js'

/*
 * Node's `module`, cut to loading the addon that locks files: on Linux it makes the same system
 * call as the host (src/system/files/lock.ts).
 */

const LOCKS = { tryLock: lockFile }

export const createRequire = () => (name: string) =>
  name.startsWith('fs-native-extensions/') ? LOCKS : unsure(`needs ${name}`)
