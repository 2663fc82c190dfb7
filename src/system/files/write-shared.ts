import { closeSync, fsyncSync, openSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { removeTemporary, replaceFile } from './atomic-file.js'
import { makeFolders, refusePlaceOfAnother } from './private-folder.js'
import { isCode } from './system-error.js'

/**
 * Replaces a file that other programs read and write too: mode 0600, by rename, so that no reader
 * sees half of it. Its folder keeps the mode that those programs gave it; links are followed.
 * @throws Error of the file system; RolecallError 'failed' in the home of another user
 */
export function writeShared(path: string, text: string): void {
  const target = targetOf(path)
  refusePlaceOfAnother(target)
  makeFolders(dirname(target))
  const temporary = `${target}.${crypto.randomUUID()}.tmp`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    replaceFile(temporary, target)
  } catch (error) {
    removeTemporary(temporary)
    throw error
  }
}

function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return path
    throw error
  }
}
