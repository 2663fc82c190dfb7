import { appendFileSync } from 'node:fs'
import { RolecallError } from '../../core/errors.js'
import { reason } from './system-error.js'

/** Appends text to a file. @throws RolecallError 'failed' with the path and the reason */
export function appendToFile(path: string, text: string): void {
  try {
    appendFileSync(path, text)
  } catch (error) {
    throw new RolecallError('failed', `cannot write to ${path}: ${reason(error)}`, { cause: error })
  }
}
