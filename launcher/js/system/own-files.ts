import type { ownFiles as original } from '../../../src/system/process/own-files.js'
import { host } from '../host.js'
import { unsure } from '../unsure.js'

/** In place of src/system/process/own-files.ts: the files of the program beside this launcher. */
export const ownFiles: typeof original = () => {
  const [node, script, launcher] = host.ownFiles()
  if (node === undefined || script === undefined) return unsure('the program is not found')
  return { node, script, launcher }
}
